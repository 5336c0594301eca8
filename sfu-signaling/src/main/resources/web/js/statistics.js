/**
 * Turns two readings of getStats() of one sender or receiver into what a person wants to know about
 * it. Rates need two readings, so the first one shows none.
 */
export class PathStatistics {
  #last = null;

  /** Rows of [term, value] for a report of `RTCRtpReceiver.getStats()` or `RTCRtpSender.getStats()`. */
  read(report) {
    const all = [...report.values()];
    const rtp = all
      .filter(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp')
      .sort((a, b) => bytes(b) - bytes(a))[0];
    if (!rtp) return [['State', 'not sent']];
    const remote = all.find(({ type }) => type === 'remote-inbound-rtp');
    const pair = all.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
    const last = this.#last?.id === rtp.id ? this.#last : null;
    this.#last = rtp;

    const rows = [];
    if (rtp.frameWidth) rows.push(['Size', `${rtp.frameWidth}×${rtp.frameHeight}`]);
    if (rtp.kind === 'video') rows.push(['Frames', `${Math.round(rtp.framesPerSecond ?? 0)}/s`]);
    if (last) rows.push(['Bitrate', bitrate(rtp, last)]);
    const codec = report.get(rtp.codecId)?.mimeType.split('/')[1];
    if (codec) rows.push(['Codec', codec]);
    const loss = remote ? remote.fractionLost : last && lossBetween(rtp, last);
    if (loss !== undefined && loss !== null) rows.push(['Loss', `${(loss * 100).toFixed(1)} %`]);
    const rtt = remote?.roundTripTime ?? pair?.currentRoundTripTime;
    if (rtt !== undefined) rows.push(['Round trip', `${Math.round(rtt * 1000)} ms`]);
    const jitter = (remote ?? rtp).jitter;
    if (jitter !== undefined) rows.push(['Jitter', `${Math.round(jitter * 1000)} ms`]);
    return rows;
  }
}

function bytes({ bytesReceived, bytesSent }) {
  return bytesReceived ?? bytesSent ?? 0;
}

function bitrate(now, last) {
  const seconds = (now.timestamp - last.timestamp) / 1000;
  const kilobits = seconds > 0 ? ((bytes(now) - bytes(last)) * 8) / seconds / 1000 : 0;
  return kilobits >= 1000 ? `${(kilobits / 1000).toFixed(2)} Mbit/s` : `${Math.round(kilobits)} kbit/s`;
}

function lossBetween(now, last) {
  const lost = Math.max(0, now.packetsLost - last.packetsLost);
  const received = now.packetsReceived - last.packetsReceived;
  return lost + received > 0 ? lost / (lost + received) : 0;
}

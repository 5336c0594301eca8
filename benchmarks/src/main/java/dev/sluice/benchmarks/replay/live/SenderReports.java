package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.replay.Recording;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.SenderReport;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpTimestamp;
import java.util.HashMap;
import java.util.Map;

/** How the clocks of one sender's streams lie to each other: what keeps lips and voice together. */
final class SenderReports {

  private record Report(long unixNanos, int timestamp) {}

  private final RtcpReader reader = new RtcpReader();
  private final Map<Integer, Report> firstBySsrc = new HashMap<>();

  /** From the capture's clock to the sender's: the same for all streams, whatever it is. */
  private long clockDifferenceNanos;

  void add(Recording.Packet packet) {
    if (!reader.wrap(packet.bytes(), packet.offset(), packet.length())) {
      return;
    }
    while (reader.next()) {
      if (reader.kind() == RtcpKind.SENDER_REPORT) {
        SenderReport report = reader.senderReport();
        long unixNanos = NtpTime.toUnixNanos(report.ntpTimestamp());
        if (firstBySsrc.isEmpty()) {
          clockDifferenceNanos = unixNanos - packet.nanos();
        }
        firstBySsrc.putIfAbsent(report.ssrc(), new Report(unixNanos, report.rtpTimestamp()));
      }
    }
  }

  /**
   * Where a stream's clock stands at a time, in the ticks of its packets.
   *
   * @param nanos of the capture's clock
   */
  long ticksAt(CapturedStream stream, int clockRateHz, long nanos) {
    Report report = firstBySsrc.get(stream.ssrc);
    if (report == null) {
      return RtpTimestamp.ticks(nanos - stream.firstNanos(), clockRateHz);
    }
    long reportNanos = report.unixNanos() - clockDifferenceNanos;
    return stream.ticks(report.timestamp()) + RtpTimestamp.ticks(nanos - reportNanos, clockRateHz);
  }
}

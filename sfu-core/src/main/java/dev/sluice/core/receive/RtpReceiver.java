package dev.sluice.core.receive;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpPacket;

/**
 * One received RTP stream: puts its packets in order of number, tells duplicates, and knows what to
 * report to its sender and what to ask for again.
 *
 * <p>Belongs to the loop of its session.
 */
public final class RtpReceiver {

  /** Results of {@link #receive} below zero: the packet is to be dropped. */
  public static final long DUPLICATE = -1;

  public static final long TOO_OLD = -2;
  public static final long SEQUENCE_JUMP = -3;

  /** A retransmission of what the stream hasn't reached, and what wasn't asked for. */
  public static final long AHEAD_OF_STREAM = -4;

  private final int ssrc;
  private final MediaKind kind;
  private final SequenceTracker sequences = new SequenceTracker();
  private final ReceiveWindow window = new ReceiveWindow();
  private final StreamStatistics statistics = new StreamStatistics();
  private final NackGenerator nacks;

  private final long firstArrivalNanos;
  private int restarts;
  private long lastArrivalNanos;
  private boolean reportedSinceArrival = true;
  private int lastSenderReport;
  private long lastSenderReportNanos;
  private long nacked;

  /**
   * @param kind of its media: what the marker means depends on it
   * @param nack whether missing packets may be asked for again
   */
  public RtpReceiver(int ssrc, MediaKind kind, boolean nack, long nowNanos) {
    this.ssrc = ssrc;
    this.kind = kind;
    this.nacks = nack ? new NackGenerator() : null;
    this.firstArrivalNanos = nowNanos;
    this.lastArrivalNanos = nowNanos;
  }

  /**
   * Takes in a packet of this SSRC.
   *
   * @return its extended sequence number, or a negative reason to drop it
   */
  public long receive(RtpPacket packet, int clockRateHz, long nowNanos) {
    lastArrivalNanos = nowNanos;
    reportedSinceArrival = false;
    long sequence = sequences.track(packet.sequenceNumber());
    if (sequence < 0) {
      return sequence;
    }
    if (sequences.restarts() != restarts) {
      restart();
    }
    long refused = window.add(sequence);
    if (refused != 0) {
      return refused;
    }
    statistics.onPacket(sequence, packet.timestamp(), clockRateHz, nowNanos);
    if (nacks != null) {
      nacks.onPacket(sequence, endsPicture(packet), nowNanos);
    }
    return sequence;
  }

  private void restart() {
    restarts = sequences.restarts();
    window.reset();
    statistics.restart();
    if (nacks != null) {
      nacks.reset();
    }
  }

  /**
   * Takes in a packet of this stream that came as a retransmission, restored already.
   *
   * @return as {@link #receive}
   */
  public long receiveRetransmission(RtpPacket restored, long nowNanos) {
    if (sequences.highest() < 0) {
      return AHEAD_OF_STREAM;
    }
    long sequence = sequences.peek(restored.sequenceNumber());
    if (sequence > sequences.highest()) {
      if (nacks == null || !nacks.isAskedAhead(sequence)) {
        return AHEAD_OF_STREAM;
      }
      sequences.track(restored.sequenceNumber());
    }
    long refused = sequence < 0 ? TOO_OLD : window.add(sequence);
    if (refused != 0) {
      return refused;
    }
    if (nacks != null) {
      nacks.onPacket(sequence, endsPicture(restored), nowNanos);
    }
    return sequence;
  }

  /** Sound has a marker at the beginning of a talk spurt, and each packet is whole. */
  private boolean endsPicture(RtpPacket packet) {
    return packet.marker() || kind == MediaKind.AUDIO;
  }

  /** A keyframe begins at this extended sequence number. */
  public void onKeyFrame(long sequence) {
    if (nacks != null) {
      nacks.onKeyFrame(sequence);
    }
  }

  /** The sender's report, for the LSR and DLSR of ours. */
  public void onSenderReport(long ntpTimestamp, long nowNanos) {
    lastSenderReport = NtpTime.compact(ntpTimestamp);
    lastSenderReportNanos = nowNanos;
  }

  /**
   * Adds this stream's block to the receiver report being written.
   *
   * @return false where it found no room
   */
  public boolean writeReportBlock(RtcpWriter writer, long nowNanos) {
    statistics.closeInterval();
    boolean written =
        writer.reportBlock(
            ssrc,
            statistics.fractionLost(),
            Math.clamp(statistics.lost(), Integer.MIN_VALUE, Integer.MAX_VALUE),
            statistics.reportedHighest(),
            statistics.jitter(),
            lastSenderReport,
            lastSenderReport == 0 ? 0 : NtpTime.compactOfNanos(nowNanos - lastSenderReportNanos));
    reportedSinceArrival |= written;
    return written;
  }

  /** Whether anything came since the last report; a silent stream isn't reported on. */
  public boolean reportDue() {
    return !reportedSinceArrival;
  }

  /**
   * The sequence numbers to be asked for now, ascending.
   *
   * @param roundTripNanos to the sender, 0 while unknown
   * @return how many were written into {@code out}
   */
  public int collectNacks(long nowNanos, long roundTripNanos, int[] out) {
    if (nacks == null) {
      return 0;
    }
    int due = nacks.collectDue(nowNanos, roundTripNanos, out);
    nacked += due;
    return due;
  }

  /** Whether packets were given up since the last call, so that only a keyframe helps. */
  public boolean takeHopeless() {
    return nacks != null && nacks.takeHopeless();
  }

  public int ssrc() {
    return ssrc;
  }

  /** How often the sender began to count anew; a change breaks the line of sequence numbers. */
  public int restarts() {
    return restarts;
  }

  public long firstArrivalNanos() {
    return firstArrivalNanos;
  }

  public long lastArrivalNanos() {
    return lastArrivalNanos;
  }

  /** Sequence numbers asked for again, repetitions included. */
  public long nacked() {
    return nacked;
  }

  public StreamStatistics statistics() {
    return statistics;
  }
}

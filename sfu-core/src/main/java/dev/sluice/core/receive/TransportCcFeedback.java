package dev.sluice.core.receive;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;

/**
 * Tells a sender when each of its packets arrived, over all streams of a session
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * <p>The cadence is libwebrtc's: feedback may take 5 % of the bitrate received, but comes every 50
 * to 250 ms.
 */
public final class TransportCcFeedback {

  /** Numbers remembered; at 10 Mbit/s half a second is about 500. */
  private static final int WINDOW = 2048;

  private static final long MIN_INTERVAL_NANOS = 50_000_000;
  private static final long MAX_INTERVAL_NANOS = 250_000_000;
  private static final long DEFAULT_INTERVAL_NANOS = 100_000_000;

  /** What one feedback packet takes on the wire, as libwebrtc reckons it. */
  private static final long FEEDBACK_BITS = 68 * 8;

  /** Made with the first packet that has a number, as is the next. */
  private TransportFeedbackBuilder builder;

  /** By transport-wide sequence number. */
  private ArrivalWindow arrivals;

  private int mediaSsrc;
  private int feedbackCount;
  private long lastFeedbackNanos;

  /**
   * A packet has arrived.
   *
   * @param transportSequenceNumber 0 to 65535
   * @param ssrc its stream
   */
  public void onPacket(int transportSequenceNumber, int ssrc, long nowNanos) {
    if (arrivals == null) {
      builder = new TransportFeedbackBuilder();
      arrivals = new ArrivalWindow(WINDOW, transportSequenceNumber);
      lastFeedbackNanos = nowNanos;
    }
    if (arrivals.onPacket(transportSequenceNumber, nowNanos)) {
      mediaSsrc = ssrc;
    }
  }

  /** Whether feedback is due; cheap when not. */
  public boolean isDue(long nowNanos, long receivedBps) {
    return arrivals != null
        && arrivals.hasUnreported()
        && nowNanos - lastFeedbackNanos >= intervalNanos(receivedBps);
  }

  /** How long after feedback the next one is due. */
  static long intervalNanos(long receivedBps) {
    if (receivedBps <= 0) {
      return DEFAULT_INTERVAL_NANOS;
    }
    return Math.clamp(
        FEEDBACK_BITS * 20 * 1_000_000_000L / receivedBps, MIN_INTERVAL_NANOS, MAX_INTERVAL_NANOS);
  }

  /**
   * Writes one feedback packet.
   *
   * @return whether one was written; call again until not, since what is far apart takes several
   */
  public boolean write(int senderSsrc, RtcpWriter writer, long nowNanos) {
    if (arrivals == null || !arrivals.hasUnreported()) {
      return false;
    }
    lastFeedbackNanos = nowNanos;
    long from = arrivals.nextToReport();
    builder.begin((int) from, feedbackCount);
    long limit = Math.min(arrivals.newest(), from + TransportFeedbackBuilder.MAX_STATUSES - 1);
    long next = limit + 1;
    for (long at = from; at <= limit; at++) {
      long arrival = arrivals.arrivalNanos(at);
      if (arrival == ArrivalWindow.NOT_RECEIVED) {
        continue;
      }
      if (!builder.add((int) at & 0xFFFF, arrival)) {
        next = at;
        break;
      }
    }
    if (!builder.isEmpty() && !writer.transportFeedback(senderSsrc, mediaSsrc, builder)) {
      return false;
    }
    feedbackCount += builder.isEmpty() ? 0 : 1;
    arrivals.reportedBefore(next);
    return !builder.isEmpty() || arrivals.hasUnreported();
  }
}

package dev.sluice.core.receive;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.SequenceUnwrapper;
import java.util.Arrays;

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

  private static final long NOT_RECEIVED = Long.MIN_VALUE;

  private static final long MIN_INTERVAL_NANOS = 50_000_000;
  private static final long MAX_INTERVAL_NANOS = 250_000_000;
  private static final long DEFAULT_INTERVAL_NANOS = 100_000_000;

  /** What one feedback packet takes on the wire, as libwebrtc reckons it. */
  private static final long FEEDBACK_BITS = 68 * 8;

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

  /** Made with the first packet that has a number, as is the next. */
  private TransportFeedbackBuilder builder;

  /** By transport-wide sequence number. */
  private long[] arrivalNanos;

  private long nextToReport = -1;
  private long newest = -1;
  private int mediaSsrc;
  private int feedbackCount;
  private long lastFeedbackNanos;
  private boolean unreported;

  /**
   * A packet has arrived.
   *
   * @param transportSequenceNumber 0 to 65535
   * @param ssrc its stream
   */
  public void onPacket(int transportSequenceNumber, int ssrc, long nowNanos) {
    long sequence = unwrapper.peek(transportSequenceNumber);
    if (arrivalNanos == null) {
      builder = new TransportFeedbackBuilder();
      arrivalNanos = new long[WINDOW];
      Arrays.fill(arrivalNanos, NOT_RECEIVED);
      nextToReport = sequence;
      newest = sequence - 1;
      lastFeedbackNanos = nowNanos;
    }
    if (sequence <= newest - WINDOW) {
      return;
    }
    if (sequence > newest) {
      forgetUpTo(sequence);
    }
    unwrapper.unwrap(transportSequenceNumber);
    mediaSsrc = ssrc;
    int slot = (int) sequence & (WINDOW - 1);
    if (arrivalNanos[slot] != NOT_RECEIVED) {
      return;
    }
    arrivalNanos[slot] = nowNanos;
    unreported = true;
    // It has been reported lost, and is now reported once more as received.
    nextToReport = Math.min(nextToReport, sequence);
  }

  private void forgetUpTo(long sequence) {
    if (sequence - newest >= WINDOW) {
      Arrays.fill(arrivalNanos, NOT_RECEIVED);
    } else {
      for (long skipped = newest + 1; skipped <= sequence; skipped++) {
        arrivalNanos[(int) skipped & (WINDOW - 1)] = NOT_RECEIVED;
      }
    }
    newest = sequence;
    nextToReport = Math.max(nextToReport, sequence - WINDOW + 1);
  }

  /** Whether feedback is due; cheap when not. */
  public boolean isDue(long nowNanos, long receivedBps) {
    return unreported && nowNanos - lastFeedbackNanos >= intervalNanos(receivedBps);
  }

  private static long intervalNanos(long receivedBps) {
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
    if (!unreported) {
      return false;
    }
    lastFeedbackNanos = nowNanos;
    builder.begin((int) nextToReport, feedbackCount);
    long at = nextToReport;
    long limit = Math.min(newest, nextToReport + TransportFeedbackBuilder.MAX_STATUSES - 1);
    long nextBase = limit + 1;
    for (; at <= limit; at++) {
      long arrival = arrivalNanos[(int) at & (WINDOW - 1)];
      if (arrival == NOT_RECEIVED) {
        continue;
      }
      if (!builder.add((int) at & 0xFFFF, arrival)) {
        nextBase = at;
        break;
      }
    }
    if (!builder.isEmpty() && !writer.transportFeedback(senderSsrc, mediaSsrc, builder)) {
      return false;
    }
    feedbackCount += builder.isEmpty() ? 0 : 1;
    nextToReport = nextBase;
    unreported = nextToReport <= newest;
    return !builder.isEmpty() || unreported;
  }
}

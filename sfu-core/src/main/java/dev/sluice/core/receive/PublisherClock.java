package dev.sluice.core.receive;

import dev.sluice.core.rtp.NtpTime;

/**
 * Places the sender reports of one publisher on our clock. All of its streams share one offset, so
 * that what was captured together stays together (RFC 3550 section 6.4.1).
 *
 * <p>The offset includes the way of the first report. It follows the publisher's drift by at most a
 * millisecond a report, so that audio and video never lie further apart than that, and is taken
 * anew when the publisher's clock is set.
 */
public final class PublisherClock {

  private static final long MAX_SLEW_NANOS = 1_000_000;
  private static final long STEP_NANOS = 2_000_000_000L;

  private boolean known;
  private long offsetNanos;

  /** When, on our clock, the sender report's timestamps were true. */
  public long localNanos(long ntpTimestamp, long nowNanos) {
    long senderNanos = NtpTime.toUnixNanos(ntpTimestamp);
    long difference = nowNanos - senderNanos - offsetNanos;
    if (!known || Math.abs(difference) > STEP_NANOS) {
      known = true;
      offsetNanos = nowNanos - senderNanos;
    } else {
      offsetNanos += Math.clamp(difference, -MAX_SLEW_NANOS, MAX_SLEW_NANOS);
    }
    return senderNanos + offsetNanos;
  }
}

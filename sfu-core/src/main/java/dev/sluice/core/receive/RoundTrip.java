package dev.sluice.core.receive;

import dev.sluice.core.rtp.NtpTime;

/**
 * The round-trip time to a peer, from the reports that answer ours: RFC 3550 section 6.4.1 (LSR and
 * DLSR) and RFC 3611 section 4.5 (LRR and DLRR) reckon alike.
 */
public final class RoundTrip {

  /** What is longer is taken for a lie. */
  private static final long MAX_NANOS = 10_000_000_000L;

  private long nanos;

  /**
   * Takes in one answer.
   *
   * @param lastReport compact NTP time of our report that is answered, 0 for none
   * @param delaySince how long the peer held it, in 1/65536 s
   * @param nowUnixNanos on the clock that our reports tell
   */
  public void onAnswer(int lastReport, int delaySince, long nowUnixNanos) {
    if (lastReport == 0) {
      return;
    }
    int compact = NtpTime.compact(NtpTime.ofUnixNanos(nowUnixNanos)) - lastReport - delaySince;
    if (compact < 0) {
      // The two clocks' ticks don't fall together: a tiny negative value is an instant answer.
      if (compact < -65) {
        return;
      }
      compact = 0;
    }
    // Zero would mean unknown: on one machine an answer takes less than a tick.
    long sample = Math.max(1, NtpTime.compactToNanos(compact));
    if (sample <= MAX_NANOS) {
      nanos = nanos == 0 ? sample : nanos + (sample - nanos) / 8;
    }
  }

  /** Smoothed; 0 while unknown. */
  public long nanos() {
    return nanos;
  }
}

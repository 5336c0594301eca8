package dev.sluice.core.forward;

/**
 * What an encoding takes: as measured, as its publisher has been told, and as it would take if
 * nothing limited it.
 *
 * <p>Belongs to the publisher's loop.
 */
final class EncodingRate {

  /** A publisher that has been told of a limit heeds it soon, and it takes a while to measure. */
  private static final long HEEDED_NANOS = 250_000_000;

  private static final long MEASURED_NANOS = 1_500_000_000;

  /** An encoder that isn't limited any more is back at its full rate after this time. */
  private static final long RECOVERED_NANOS = 4_000_000_000L;

  /** In per mille of a limit: an encoder may exceed it for a while. */
  private static final long EXCEEDED = 1300;

  /** Some ten a second, one after the other: twice as many as a limit takes to be measured. */
  private static final int HEEDLESS_MEASUREMENTS = 30;

  private long wholeBps;
  private long limitBps;
  private long limitedNanos;
  private int exceeding;

  /** It is measured to take so much, some ten times a second while it is sent. */
  void onMeasured(long bps, long nowNanos) {
    boolean recovered = limitBps == 0 && nowNanos - limitedNanos >= RECOVERED_NANOS;
    wholeBps = recovered ? bps : Math.max(wholeBps, bps);
    boolean exceeds = limitBps != 0 && bps * 1000 > limitBps * EXCEEDED;
    exceeding = isHeedless() ? exceeding : exceeds ? exceeding + 1 : 0;
  }

  /** Whether its publisher has been told of a limit in vain: not every client can set one. */
  boolean isHeedless() {
    return exceeding >= HEEDLESS_MEASUREMENTS;
  }

  /** The publisher is told to send no more than that; 0 takes a limit back. */
  void limit(long bps, long nowNanos) {
    limitBps = bps;
    limitedNanos = nowNanos;
  }

  /** 0 for none. */
  long limitBps() {
    return limitBps;
  }

  /** When the limit was set, or taken back. */
  long limitedNanos() {
    return limitedNanos;
  }

  /** Without a limit; 0 while unknown. */
  long wholeBps() {
    return wholeBps;
  }

  /**
   * What is to be expected.
   *
   * @param measuredBps a part of it, or all
   * @param allBps what all of it is measured to take
   * @param sent whether it is being sent, so that what is measured means something
   */
  long expectedBps(long measuredBps, long allBps, boolean sent, long nowNanos) {
    if (limitBps == 0 || allBps <= limitBps || isHeedless()) {
      return measuredBps;
    }
    long sinceNanos = nowNanos - limitedNanos;
    boolean heeded = sinceNanos >= HEEDED_NANOS && sinceNanos < MEASURED_NANOS;
    return sent && !heeded ? measuredBps : measuredBps * limitBps / allBps;
  }
}

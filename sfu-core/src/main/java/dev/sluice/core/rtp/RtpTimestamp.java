package dev.sluice.core.rtp;

/** Arithmetic on 32-bit RTP timestamps, which are ints that hold all 32 bits. */
public final class RtpTimestamp {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private RtpTimestamp() {}

  /** How many ticks {@code a} lies ahead of {@code b} on the shorter way round. */
  public static int difference(int a, int b) {
    return a - b;
  }

  public static boolean isNewer(int a, int b) {
    return a - b > 0;
  }

  /** Ticks that pass in a duration, rounded down; exact for up to 292 years of nanoseconds. */
  public static long ticks(long durationNanos, int clockRateHz) {
    long seconds = Math.floorDiv(durationNanos, NANOS_PER_SECOND);
    long rest = Math.floorMod(durationNanos, NANOS_PER_SECOND);
    return seconds * clockRateHz + rest * clockRateHz / NANOS_PER_SECOND;
  }

  /** The duration of this many ticks in nanoseconds, rounded down. */
  public static long nanos(long ticks, int clockRateHz) {
    long seconds = Math.floorDiv(ticks, (long) clockRateHz);
    long rest = Math.floorMod(ticks, (long) clockRateHz);
    return seconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / clockRateHz;
  }
}

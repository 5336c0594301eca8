package dev.sluice.core.rtp;

/**
 * The abs-send-time header extension: 24 bits of seconds, 6 before and 18 behind the point, so it
 * wraps every 64 s.
 */
public final class AbsSendTime {
  /** Bytes of its value. */
  public static final int LENGTH = 3;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int WRAP = 1 << 24;

  private AbsSendTime() {}

  public static int read(byte[] buffer, int offset) {
    return NetworkBytes.getUnsigned24(buffer, offset);
  }

  public static void write(byte[] buffer, int offset, int absSendTime) {
    NetworkBytes.put24(buffer, offset, absSendTime);
  }

  /** The value at a time, 0 to 2^24 - 1. The clock's origin is free. */
  public static int ofNanos(long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
    long rest = Math.floorMod(nanos, NANOS_PER_SECOND);
    return (int) ((seconds << 18) + (rest << 18) / NANOS_PER_SECOND) & (WRAP - 1);
  }

  /** From {@code earlier} to {@code later} in nanoseconds, the shorter way round: within 32 s. */
  public static long differenceNanos(int later, int earlier) {
    int ticks = ((later - earlier) << 8) >> 8;
    return (ticks * NANOS_PER_SECOND) >> 18;
  }
}

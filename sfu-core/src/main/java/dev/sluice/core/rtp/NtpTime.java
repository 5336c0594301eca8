package dev.sluice.core.rtp;

/**
 * NTP timestamps (RFC 3550 section 4): a long of 32 bits of seconds since 1900 and 32 bits of
 * fraction; and their compact form, the middle 32 bits, in an int.
 */
public final class NtpTime {
  /** Seconds from 1900 to 1970. */
  private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private NtpTime() {}

  /** The NTP timestamp of a wall-clock time in nanoseconds since 1970. */
  public static long ofUnixNanos(long unixNanos) {
    long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND) + UNIX_EPOCH_SECONDS;
    long nanos = Math.floorMod(unixNanos, NANOS_PER_SECOND);
    // Rounded up, so that the way back, which rounds down, ends where it began.
    return (seconds << 32) | (((nanos << 32) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  /**
   * Nanoseconds since 1970. Seconds whose top bit is clear are read as era 1, from 2036 on (RFC
   * 4330 section 3).
   */
  public static long toUnixNanos(long ntp) {
    long seconds = ntp >>> 32;
    if (seconds < 0x8000_0000L) {
      seconds += 1L << 32;
    }
    long fraction = ntp & 0xFFFF_FFFFL;
    return (seconds - UNIX_EPOCH_SECONDS) * NANOS_PER_SECOND
        + ((fraction * NANOS_PER_SECOND) >>> 32);
  }

  /** The middle 32 bits, as in a report block's LSR: units of 1/65536 s. */
  public static int compact(long ntp) {
    return (int) (ntp >>> 16);
  }

  /**
   * A duration in units of 1/65536 s (DLSR, or the difference of compact times), in nanoseconds.
   */
  public static long compactToNanos(int compactDuration) {
    return (Integer.toUnsignedLong(compactDuration) * NANOS_PER_SECOND) >>> 16;
  }

  /** A duration in units of 1/65536 s; negative becomes 0, and what is too long the greatest. */
  public static int compactOfNanos(long durationNanos) {
    if (durationNanos <= 0) {
      return 0;
    }
    long seconds = durationNanos / NANOS_PER_SECOND;
    if (seconds > 0xFFFF) {
      return -1;
    }
    long rest = durationNanos % NANOS_PER_SECOND;
    return (int) ((seconds << 16) | ((rest << 16) / NANOS_PER_SECOND));
  }
}

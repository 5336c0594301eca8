package dev.sluice.core.rtp;

/**
 * The abs-capture-time header extension: when the frame was captured by the capturer's NTP clock,
 * and in the long form how far that clock is from the sender's.
 */
public final class AbsCaptureTime {
  /** Bytes of a value without the clock offset. */
  public static final int SHORT_LENGTH = 8;

  /** Bytes of a value with the clock offset. */
  public static final int LONG_LENGTH = 16;

  private AbsCaptureTime() {}

  /** The capture time as an {@linkplain NtpTime NTP timestamp}. */
  public static long captureTime(byte[] buffer, int offset) {
    return NetworkBytes.get64(buffer, offset);
  }

  /**
   * What to add to the sender's NTP clock to get the capturer's, in signed units of 2^-32 s; only
   * in a value of {@link #LONG_LENGTH}.
   */
  public static long clockOffset(byte[] buffer, int offset) {
    return NetworkBytes.get64(buffer, offset + SHORT_LENGTH);
  }
}

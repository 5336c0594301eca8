package dev.sluice.core.rtp;

/**
 * The playout-delay header extension: least and greatest delay, 12 bits each, in units of 10 ms.
 */
public final class PlayoutDelay {
  /** Bytes of its value. */
  public static final int LENGTH = 3;

  private PlayoutDelay() {}

  /** 0 to 40950 ms. */
  public static int minimumMillis(byte[] buffer, int offset) {
    return (NetworkBytes.getUnsigned24(buffer, offset) >> 12) * 10;
  }

  /** 0 to 40950 ms. */
  public static int maximumMillis(byte[] buffer, int offset) {
    return (NetworkBytes.getUnsigned24(buffer, offset) & 0xFFF) * 10;
  }
}

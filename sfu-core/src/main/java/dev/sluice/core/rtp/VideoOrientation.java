package dev.sluice.core.rtp;

/** The coordination of video orientation header extension, 3GPP TS 26.114 section 7.4.5. */
public final class VideoOrientation {
  /** Bytes of its value. */
  public static final int LENGTH = 1;

  private VideoOrientation() {}

  /** How far the receiver must turn the picture clockwise: 0, 90, 180 or 270 degrees. */
  public static int rotationDegrees(byte[] buffer, int offset) {
    return (buffer[offset] & 0x03) * 90;
  }

  /** Whether the picture is mirrored left to right. */
  public static boolean flipped(byte[] buffer, int offset) {
    return (buffer[offset] & 0x04) != 0;
  }

  /** Whether it comes from a back-facing camera. */
  public static boolean backCamera(byte[] buffer, int offset) {
    return (buffer[offset] & 0x08) != 0;
  }
}

package dev.sluice.core.rtp;

import java.util.Arrays;

/** Padding at the end of an RTP packet (RFC 3550 section 5.1). */
public final class RtpPadding {

  private static final int PADDING_BIT = 0x20;

  private RtpPadding() {}

  /**
   * Adds padding to a packet that has none and lies at the beginning of {@code packet}.
   *
   * @param length of the packet so far
   * @param count 0 to 255 bytes, the last of which says how many they are; 0 changes nothing
   */
  public static void append(byte[] packet, int length, int count) {
    if (count > 0) {
      packet[0] |= PADDING_BIT;
      Arrays.fill(packet, length, length + count - 1, (byte) 0);
      packet[length + count - 1] = (byte) count;
    }
  }
}

package dev.sluice.core.rtp;

import java.util.Arrays;

/** Padding at the end of an RTP packet (RFC 3550 section 5.1). */
public final class RtpPadding {

  private static final int PADDING_BIT = 0x20;

  private RtpPadding() {}

  /**
   * Adds padding to a packet that has none and lies at the beginning of {@code packet}, where there
   * is room for it.
   *
   * @param length of the packet so far
   * @param count 0 to 255 bytes, the last of which says how many they are; 0 changes nothing
   * @return the packet's length now
   */
  public static int append(byte[] packet, int length, int count) {
    int padded = length + count;
    if (count == 0 || padded > packet.length) {
      return length;
    }
    packet[0] |= PADDING_BIT;
    Arrays.fill(packet, length, padded - 1, (byte) 0);
    packet[padded - 1] = (byte) count;
    return padded;
  }
}

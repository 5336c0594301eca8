package dev.sluice.dtls.srtp;

/**
 * As much of the RTP fixed header (RFC 3550 section 5.1) as SRTP needs: what stays in the clear,
 * and the fields that make up a packet's index.
 */
final class RtpHeader {

  static final int FIXED_LENGTH = 12;

  private static final int VERSION_MASK = 0xc0;
  private static final int VERSION_2 = 0x80;
  private static final int EXTENSION_BIT = 0x10;
  private static final int CSRC_COUNT_MASK = 0x0f;

  private RtpHeader() {}

  /**
   * The length of the header with CSRC list and extension, or -1 if it is not version 2 or does not
   * end within {@code length}, which is at least {@link #FIXED_LENGTH}.
   */
  static int length(byte[] packet, int offset, int length) {
    int first = packet[offset];
    if ((first & VERSION_MASK) != VERSION_2) {
      return -1;
    }
    int end = FIXED_LENGTH + 4 * (first & CSRC_COUNT_MASK);
    if ((first & EXTENSION_BIT) != 0) {
      if (end + 4 > length) {
        return -1;
      }
      end += 4 + 4 * uint16(packet, offset + end + 2);
    }
    return end <= length ? end : -1;
  }

  /** Whether a packet of at least one octet claims version 2, which RTCP shares with RTP. */
  static boolean isVersion2(byte[] packet, int offset) {
    return (packet[offset] & VERSION_MASK) == VERSION_2;
  }

  static int sequenceNumber(byte[] packet, int offset) {
    return uint16(packet, offset + 2);
  }

  static int ssrc(byte[] packet, int offset) {
    return (int) SrtpTransform.INT.get(packet, offset + 8);
  }

  private static int uint16(byte[] bytes, int offset) {
    return ((bytes[offset] & 0xff) << 8) | (bytes[offset + 1] & 0xff);
  }
}

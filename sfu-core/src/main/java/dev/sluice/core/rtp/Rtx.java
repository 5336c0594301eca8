package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

/** Retransmission packets, RFC 4588 section 4: the original with two bytes before its payload. */
public final class Rtx {
  /** Bytes of the original sequence number (OSN). */
  public static final int ORIGINAL_SEQUENCE_NUMBER_LENGTH = 2;

  private Rtx() {}

  /**
   * Writes an original packet as a retransmission, header extensions as they are, padding removed.
   *
   * @return the bytes written, or -1 where {@code out} has too little room
   */
  public static int encapsulate(
      RtpPacket original,
      int payloadType,
      int sequenceNumber,
      int ssrc,
      byte[] out,
      int outOffset) {
    int header = original.headerLength();
    int payload = original.payloadLength();
    int total = header + ORIGINAL_SEQUENCE_NUMBER_LENGTH + payload;
    if (total > out.length - outOffset) {
      return -1;
    }
    int originalSequenceNumber = original.sequenceNumber();
    // The payload first: out may be the packet's own array, two bytes further back.
    System.arraycopy(
        original.buffer(),
        original.payloadOffset(),
        out,
        outOffset + header + ORIGINAL_SEQUENCE_NUMBER_LENGTH,
        payload);
    System.arraycopy(original.buffer(), original.offset(), out, outOffset, header);
    put16(out, outOffset + header, originalSequenceNumber);
    writeNumbers(out, outOffset, payloadType, sequenceNumber, ssrc);
    return total;
  }

  /**
   * Restores the original packet of a retransmission, header extensions as they are, padding
   * removed.
   *
   * <p>{@code out} may be the retransmission's own array: with {@code outOffset} two bytes behind
   * its beginning only the header moves.
   *
   * @param payloadType the original's
   * @param ssrc the original's
   * @return the bytes written, or -1 where the retransmission carries no packet (probing sends
   *     padding alone) or {@code out} has too little room
   */
  public static int decapsulate(
      RtpPacket retransmission, int payloadType, int ssrc, byte[] out, int outOffset) {
    int header = retransmission.headerLength();
    int payload = retransmission.payloadLength() - ORIGINAL_SEQUENCE_NUMBER_LENGTH;
    if (payload < 0 || header + payload > out.length - outOffset) {
      return -1;
    }
    int payloadOffset = retransmission.payloadOffset();
    int originalSequenceNumber = getUnsigned16(retransmission.buffer(), payloadOffset);
    System.arraycopy(retransmission.buffer(), retransmission.offset(), out, outOffset, header);
    System.arraycopy(
        retransmission.buffer(),
        payloadOffset + ORIGINAL_SEQUENCE_NUMBER_LENGTH,
        out,
        outOffset + header,
        payload);
    writeNumbers(out, outOffset, payloadType, originalSequenceNumber, ssrc);
    return header + payload;
  }

  private static void writeNumbers(
      byte[] out, int outOffset, int payloadType, int sequenceNumber, int ssrc) {
    out[outOffset] = (byte) (out[outOffset] & ~0x20);
    out[outOffset + 1] = (byte) ((out[outOffset + 1] & 0x80) | (payloadType & 0x7F));
    put16(out, outOffset + 2, sequenceNumber);
    put32(out, outOffset + 8, ssrc);
  }
}

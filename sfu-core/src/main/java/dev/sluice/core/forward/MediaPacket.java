package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.rtp.RtpPacket;

/**
 * One packet on its way from a publication to its subscriptions: the bytes where they lie, and what
 * was read from them once for everybody. Reused for the next packet.
 */
final class MediaPacket {

  /** Sequence numbers of one stream have 40 bits; above them stands its generation. */
  private static final int GENERATION_SHIFT = 40;

  private static final int BYTES_ROUNDING = 256;

  /** The packet as received, restored where it came as RTX; numbers and ids are the publisher's. */
  RtpPacket rtp = new RtpPacket();

  /** Room for a packet of its own; grows to the largest that it has held. */
  private byte[] bytes = {};

  final FrameInfo frame = new FrameInfo();

  /**
   * Extended sequence number within the publication. Packets of another generation belong to
   * another line of numbers: another SSRC, or a sender that began anew.
   */
  long sequence;

  long arrivalNanos;

  /**
   * Nothing to forward (padding, a payload that isn't negotiated): only its sequence number is to
   * be closed up.
   */
  boolean skipped;

  /** What makes it as long as the others of its picture, so that they can leave in one send. */
  int paddingBytes;

  static long sequence(long generation, long extendedSequence) {
    return (generation << GENERATION_SHIFT) | extendedSequence;
  }

  static long generation(long sequence) {
    return sequence >> GENERATION_SHIFT;
  }

  /** Without padding. */
  int lengthBytes() {
    return rtp.length() - rtp.paddingLength();
  }

  /** Becomes a copy of another packet, its bytes included. */
  void copy(MediaPacket from) {
    int length = from.rtp.length();
    if (bytes.length < length) {
      bytes = new byte[(length + BYTES_ROUNDING - 1) / BYTES_ROUNDING * BYTES_ROUNDING];
    }
    System.arraycopy(from.rtp.buffer(), from.rtp.offset(), bytes, 0, length);
    sequence = from.sequence;
    arrivalNanos = from.arrivalNanos;
    skipped = !rtp.wrap(bytes, 0, length) || from.skipped;
    frame.copy(from.frame);
  }
}

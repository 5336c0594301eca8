package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

/**
 * AV1, "RTP Payload Format For AV1" (AOM) section 4: the aggregation header and the headers of the
 * OBUs that begin in the packet. Where frames end and depend on one another only the {@link
 * DependencyDescriptor} tells.
 */
final class Av1Payload implements PayloadDescriptor {
  static final Av1Payload INSTANCE = new Av1Payload();

  private static final int CONTINUES = 0x80;
  private static final int NEW_CODED_VIDEO_SEQUENCE = 0x08;

  /** OBU types, AV1 bitstream specification section 6.2.2. */
  private static final int SEQUENCE_HEADER = 1;

  private static final int TEMPORAL_DELIMITER = 2;
  private static final int FRAME_HEADER = 3;
  private static final int FRAME = 6;

  private static final int OBU_EXTENSION = 0x04;
  private static final int OBU_HAS_SIZE = 0x02;

  /** Section 4.10.5 of the bitstream specification. */
  private static final int MAX_LEB128_LENGTH = 8;

  private Av1Payload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    if (length < 2) {
      return false;
    }
    int aggregation = getUnsigned8(buffer, offset);
    boolean continues = (aggregation & CONTINUES) != 0;
    boolean newSequence = (aggregation & NEW_CODED_VIDEO_SEQUENCE) != 0;
    if (continues && newSequence) {
      // Section 4.4: a packet that begins a coded video sequence can't go on with an OBU.
      return false;
    }
    int count = aggregation >> 4 & 3;
    if (!readElements(buffer, offset + 1, offset + length, count, continues, out)) {
      return false;
    }
    out.keyFrame |= newSequence;
    out.endOfFrame = marker;
    out.endOfPicture = marker;
    return true;
  }

  /**
   * @param count W: how many OBU elements there are, the last without a length; 0 where each has
   *     one
   * @param continues whether the first is the rest of an OBU
   */
  private static boolean readElements(
      byte[] buffer, int offset, int end, int count, boolean continues, FrameInfo out) {
    boolean afterSequenceHeader = false;
    int at = offset;
    int element = 0;
    while (at < end) {
      element++;
      int elementEnd = end;
      if (element != count) {
        int lengthBytes = leb128Length(buffer, at, end);
        if (lengthBytes < 0) {
          return false;
        }
        long size = leb128(buffer, at, lengthBytes);
        at += lengthBytes;
        if (size > end - at) {
          return false;
        }
        elementEnd = at + (int) size;
      }
      if (at < elementEnd && !(continues && element == 1)) {
        readObu(buffer, at, elementEnd, afterSequenceHeader, out);
        afterSequenceHeader |= type(buffer, at) == SEQUENCE_HEADER;
      }
      at = elementEnd;
    }
    return count == 0 || element == count;
  }

  private static int type(byte[] buffer, int offset) {
    return buffer[offset] >> 3 & 0x0F;
  }

  private static void readObu(
      byte[] buffer, int offset, int end, boolean afterSequenceHeader, FrameInfo out) {
    int header = getUnsigned8(buffer, offset);
    int content = offset + 1;
    if ((header & OBU_EXTENSION) != 0 && content < end) {
      if (out.temporalId < 0) {
        out.temporalId = getUnsigned8(buffer, content) >> 5;
        out.spatialId = getUnsigned8(buffer, content) >> 3 & 3;
      }
      content++;
    }
    if ((header & OBU_HAS_SIZE) != 0) {
      // Section 5 of the payload format asks senders to leave it out; not all do.
      int lengthBytes = leb128Length(buffer, content, end);
      content = lengthBytes < 0 ? end : content + lengthBytes;
    }
    switch (type(buffer, offset)) {
      case SEQUENCE_HEADER -> {
        out.startOfFrame = true;
        out.keyFrame = true;
      }
      case TEMPORAL_DELIMITER -> out.startOfFrame = true;
      case FRAME_HEADER, FRAME -> {
        out.startOfFrame = true;
        if (afterSequenceHeader && content < end) {
          // A sequence header may be repeated before any frame: show_existing_frame and
          // frame_type, section 5.9.2 of the bitstream specification, tell whether this is a key.
          out.keyFrame = (buffer[content] & 0xE0) == 0;
        }
      }
      default -> {
        // Tile groups, metadata and padding stand within a frame.
      }
    }
  }

  /** The bytes of the leb128 at {@code offset}, or -1 where it doesn't end or is too long. */
  private static int leb128Length(byte[] buffer, int offset, int end) {
    int limit = Math.min(end, offset + MAX_LEB128_LENGTH);
    for (int at = offset; at < limit; at++) {
      if (buffer[at] >= 0) {
        return at - offset + 1;
      }
    }
    return -1;
  }

  private static long leb128(byte[] buffer, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (buffer[offset + i] & 0x7FL) << (7 * i);
    }
    return value;
  }
}

package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

/**
 * A redundant audio payload (RFC 2198) where it lies in an array: its blocks, the redundant ones
 * first and the primary one last. Reusable, allocates nothing, not thread-safe.
 */
public final class RedPayload {
  /** F, block PT, timestamp offset, block length: section 3. */
  private static final int REDUNDANT_HEADER_LENGTH = 4;

  private static final int PRIMARY_HEADER_LENGTH = 1;

  private byte[] buffer = new byte[0];
  private int headersStart;
  private int headersEnd;
  private int end;
  private int primaryOffset;

  private int headerCursor;
  private int nextBlockOffset;
  private int payloadType;
  private int timestampOffset;
  private int blockOffset;
  private int blockLength;

  /**
   * Takes the payload in {@code buffer[offset, offset + length)}.
   *
   * @return false where its headers or blocks reach beyond its end
   */
  public boolean wrap(byte[] buffer, int offset, int length) {
    int end = offset + length;
    int header = offset;
    int redundant = 0;
    while (header < end && (buffer[header] & 0x80) != 0) {
      if (end - header < REDUNDANT_HEADER_LENGTH) {
        return false;
      }
      redundant += getUnsigned24(buffer, header + 1) & 0x3FF;
      header += REDUNDANT_HEADER_LENGTH;
    }
    if (end - header < PRIMARY_HEADER_LENGTH + redundant) {
      return false;
    }
    this.buffer = buffer;
    this.headersStart = offset;
    this.headersEnd = header + PRIMARY_HEADER_LENGTH;
    this.end = end;
    this.primaryOffset = headersEnd + redundant;
    rewind();
    return true;
  }

  /** Puts the cursor before the first block, where it stands at first. */
  public void rewind() {
    headerCursor = headersStart;
    nextBlockOffset = headersEnd;
  }

  /** Moves to the next block; false behind the primary one. */
  public boolean next() {
    if (headerCursor >= headersEnd) {
      return false;
    }
    payloadType = buffer[headerCursor] & 0x7F;
    blockOffset = nextBlockOffset;
    if ((buffer[headerCursor] & 0x80) == 0) {
      timestampOffset = 0;
      blockLength = end - blockOffset;
      headerCursor += PRIMARY_HEADER_LENGTH;
    } else {
      int fields = getUnsigned24(buffer, headerCursor + 1);
      timestampOffset = fields >> 10;
      blockLength = fields & 0x3FF;
      headerCursor += REDUNDANT_HEADER_LENGTH;
    }
    nextBlockOffset = blockOffset + blockLength;
    return true;
  }

  /** Whether the current block is the primary one. */
  public boolean isPrimary() {
    return headerCursor == headersEnd;
  }

  /** The current block's payload type, 0 to 127. */
  public int payloadType() {
    return payloadType;
  }

  /** How much older than the packet's timestamp the current block is, 0 to 16383 ticks. */
  public int timestampOffset() {
    return timestampOffset;
  }

  /** Where the current block begins in the array. */
  public int blockOffset() {
    return blockOffset;
  }

  /** Bytes of the current block; 0 to 1023 where it is redundant. */
  public int blockLength() {
    return blockLength;
  }

  /** The primary block's payload type, 0 to 127. */
  public int primaryPayloadType() {
    return buffer[headersEnd - PRIMARY_HEADER_LENGTH] & 0x7F;
  }

  /** Where the primary block begins in the array. */
  public int primaryOffset() {
    return primaryOffset;
  }

  public int primaryLength() {
    return end - primaryOffset;
  }

  /**
   * Gives every block of payload type {@code from} the payload type {@code to}, in place.
   *
   * @return whether all blocks had it; others stay as they are
   */
  public boolean replacePayloadType(int from, int to) {
    boolean all = true;
    int header = headersStart;
    while (header < headersEnd) {
      int first = getUnsigned8(buffer, header);
      if ((first & 0x7F) == from) {
        buffer[header] = (byte) ((first & 0x80) | (to & 0x7F));
      } else {
        all = false;
      }
      header += first < 0x80 ? PRIMARY_HEADER_LENGTH : REDUNDANT_HEADER_LENGTH;
    }
    return all;
  }
}

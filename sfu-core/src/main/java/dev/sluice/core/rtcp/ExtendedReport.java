package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.get64;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.util.Objects;

/**
 * An extended report, RFC 3611, walked block by block: {@link #rewind}, then {@link #nextBlock}.
 * Read are the receiver reference time (RRTR, section 4.4) and its answer (DLRR, section 4.5), by
 * which a receiver that doesn't send learns its round-trip time.
 */
public final class ExtendedReport {
  static final int FIXED_LENGTH = 4;
  static final int BLOCK_HEADER_LENGTH = 4;
  static final int BLOCK_RRTR = 4;
  static final int BLOCK_DLRR = 5;
  static final int RRTR_LENGTH = 8;
  static final int DLRR_ENTRY_LENGTH = 12;

  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;
  private int end;
  private int cursor;
  private int blockOffset;
  private int blockLength;

  ExtendedReport() {}

  boolean wrap(byte[] buffer, int start, int end) {
    this.end = 0;
    this.cursor = 0;
    this.blockLength = 0;
    if (end - start < FIXED_LENGTH) {
      return false;
    }
    int at = start + FIXED_LENGTH;
    while (at < end) {
      if (end - at < BLOCK_HEADER_LENGTH) {
        return false;
      }
      int length = 4 * getUnsigned16(buffer, at + 2);
      int type = getUnsigned8(buffer, at);
      if (length > end - at - BLOCK_HEADER_LENGTH
          || (type == BLOCK_RRTR && length != RRTR_LENGTH)
          || (type == BLOCK_DLRR && length % DLRR_ENTRY_LENGTH != 0)) {
        return false;
      }
      at += BLOCK_HEADER_LENGTH + length;
    }
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    rewind();
    return true;
  }

  /** Who reports. */
  public int ssrc() {
    return get32(buffer, start);
  }

  /** Puts the cursor before the first block, where it stands at first. */
  public void rewind() {
    cursor = start + FIXED_LENGTH;
    blockLength = 0;
  }

  /** Moves to the next block; false where there is none left. */
  public boolean nextBlock() {
    if (cursor >= end) {
      blockLength = 0;
      return false;
    }
    blockOffset = cursor + BLOCK_HEADER_LENGTH;
    blockLength = 4 * getUnsigned16(buffer, cursor + 2);
    cursor = blockOffset + blockLength;
    return true;
  }

  private int blockType() {
    return blockLength == 0 ? 0 : getUnsigned8(buffer, blockOffset - BLOCK_HEADER_LENGTH);
  }

  /** Whether the current block is a receiver reference time. */
  public boolean isReceiverReferenceTime() {
    return blockType() == BLOCK_RRTR;
  }

  /** The receiver's time when it sent this, as an NTP timestamp. */
  public long receiverReferenceTime() {
    return get64(buffer, blockOffset);
  }

  /** The entries of the current block where it is a DLRR; 0 where it is another. */
  public int delayCount() {
    return blockType() == BLOCK_DLRR ? blockLength / DLRR_ENTRY_LENGTH : 0;
  }

  /** The receiver that is answered. */
  public int delaySsrc(int index) {
    return get32(buffer, delayAt(index));
  }

  /** LRR: the compact NTP time of the receiver reference time answered. */
  public int lastReceiverReport(int index) {
    return get32(buffer, delayAt(index) + 4);
  }

  /** DLRR: from its arrival to this block's sending, in units of 1/65536 s. */
  public int delaySinceLastReceiverReport(int index) {
    return get32(buffer, delayAt(index) + 8);
  }

  private int delayAt(int index) {
    return blockOffset + DLRR_ENTRY_LENGTH * Objects.checkIndex(index, delayCount());
  }
}

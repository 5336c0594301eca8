package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;

/**
 * A generic NACK, RFC 4585 section 6.2.1: {@link #nextLost} gives the lost sequence numbers one by
 * one, in the order in which they stand.
 */
public final class Nack {
  /** SSRC of packet sender and SSRC of media source. */
  static final int FIXED_LENGTH = 8;

  /** PID and BLP. */
  static final int ENTRY_LENGTH = 4;

  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;
  private int end;

  private int cursor;
  private int sequenceNumber;
  private int following;

  Nack() {}

  boolean wrap(byte[] buffer, int start, int end) {
    int entries = end - start - FIXED_LENGTH;
    if (entries < ENTRY_LENGTH || entries % ENTRY_LENGTH != 0) {
      this.end = 0;
      this.cursor = 0;
      this.following = 0;
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    rewind();
    return true;
  }

  public int senderSsrc() {
    return get32(buffer, start);
  }

  /** The stream whose packets were lost. */
  public int mediaSsrc() {
    return get32(buffer, start + 4);
  }

  /** Puts the cursor before the first lost packet, where it stands at first. */
  public void rewind() {
    cursor = start + FIXED_LENGTH;
    following = 0;
  }

  /** The next lost sequence number, 0 to 65535, or -1 where there is none left. */
  public int nextLost() {
    if (following != 0) {
      // Bit i of the BLP is PID + i + 1.
      int skipped = Integer.numberOfTrailingZeros(following);
      following >>>= skipped + 1;
      sequenceNumber = (sequenceNumber + skipped + 1) & 0xFFFF;
      return sequenceNumber;
    }
    if (cursor >= end) {
      return -1;
    }
    sequenceNumber = getUnsigned16(buffer, cursor);
    following = getUnsigned16(buffer, cursor + 2);
    cursor += ENTRY_LENGTH;
    return sequenceNumber;
  }
}

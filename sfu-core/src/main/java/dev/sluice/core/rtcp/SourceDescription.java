package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.nio.charset.StandardCharsets;

/**
 * A source description, RFC 3550 section 6.5, walked chunk by chunk: {@link #rewind}, then {@link
 * #nextChunk} before each {@link #ssrc} and {@link #cname}. Of the items only CNAME is read.
 */
public final class SourceDescription {
  static final int ITEM_END = 0;
  static final int ITEM_CNAME = 1;

  private byte[] buffer = new byte[4];
  private int start;
  private int end;
  private int count;

  private int chunk;
  private int cursor;
  private int chunkOffset;
  private int cnameOffset = -1;
  private int cnameLength;

  SourceDescription() {}

  boolean wrap(byte[] buffer, int start, int end, int count) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    this.count = count;
    rewind();
    boolean wellFormed = true;
    for (int i = 0; i < count && wellFormed; i++) {
      wellFormed = nextChunk();
    }
    if (!wellFormed) {
      this.count = 0;
    }
    rewind();
    return wellFormed;
  }

  /** Puts the cursor before the first chunk, where it stands at first. */
  public void rewind() {
    chunk = 0;
    cursor = start;
    chunkOffset = -1;
    cnameOffset = -1;
    cnameLength = 0;
  }

  /** Moves to the next chunk; false where there is none left. */
  public boolean nextChunk() {
    if (chunk == count || end - cursor < 4) {
      return false;
    }
    chunk++;
    chunkOffset = cursor;
    cnameOffset = -1;
    cnameLength = 0;
    int at = cursor + 4;
    while (at < end) {
      int type = getUnsigned8(buffer, at);
      if (type == ITEM_END) {
        // One to four null bytes, up to the next 32-bit boundary.
        cursor = start + ((at - start + 4) & ~3);
        return cursor <= end;
      }
      if (end - at < 2 || end - at - 2 < getUnsigned8(buffer, at + 1)) {
        return false;
      }
      int length = getUnsigned8(buffer, at + 1);
      if (type == ITEM_CNAME) {
        cnameOffset = at + 2;
        cnameLength = length;
      }
      at += 2 + length;
    }
    return false;
  }

  /** The current chunk's source. */
  public int ssrc() {
    return get32(buffer, chunkOffset);
  }

  /** Where the current chunk's CNAME begins in the array; -1 where it has none. */
  public int cnameOffset() {
    return cnameOffset;
  }

  /** 0 to 255 bytes. */
  public int cnameLength() {
    return cnameLength;
  }

  /** The current chunk's CNAME as text, empty where it has none. Allocates. */
  public String cname() {
    return cnameOffset < 0
        ? ""
        : new String(buffer, cnameOffset, cnameLength, StandardCharsets.UTF_8);
  }
}

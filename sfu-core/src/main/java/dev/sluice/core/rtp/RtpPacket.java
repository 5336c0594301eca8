package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;
import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

import java.util.Objects;

/**
 * An RTP packet (RFC 3550 section 5.1) where it lies in an array: reusable, and without a copy.
 *
 * <p>{@link #wrap} must have returned true before anything else is asked; the array must not be
 * exchanged under it afterwards. Offsets are indexes into {@link #buffer}. SSRCs and timestamps are
 * ints that hold all 32 bits.
 *
 * <p>Header extensions (RFC 8285) are walked by one cursor: {@link #findExtension} or {@link
 * #rewindExtensions} and {@link #nextExtension}; {@link #extensionId}, {@link #extensionOffset} and
 * {@link #extensionLength} speak of the element found last. Not thread-safe.
 */
public final class RtpPacket {
  /** The header without CSRCs and extensions, in bytes. */
  public static final int FIXED_HEADER_LENGTH = 12;

  /** "Defined by profile" of the one-byte form, RFC 8285 section 4.2. */
  static final int ONE_BYTE_PROFILE = 0xBEDE;

  /** "Defined by profile" of the two-byte form without its application bits, section 4.3. */
  static final int TWO_BYTE_PROFILE = 0x1000;

  static final int TWO_BYTE_PROFILE_MASK = 0xFFF0;

  /** Sequence number, timestamp, SSRC: RFC 3550 section 5.1. */
  private static final int SEQUENCE_OFFSET = 2;

  private static final int TIMESTAMP_OFFSET = 4;
  private static final int SSRC_OFFSET = 8;

  private byte[] buffer = new byte[FIXED_HEADER_LENGTH];
  private int offset;
  private int length;
  private int headerLength;
  private int payloadOffset;
  private int payloadLength;
  private int paddingLength;

  private int extensionProfile;
  private int extensionsStart;
  private int extensionsEnd;

  private int cursor;
  private int extensionId;
  private int extensionOffset;
  private int extensionLength;

  /**
   * Takes the packet in {@code buffer[offset, offset + length)}.
   *
   * @return false where it is no RTP packet of version 2 or its CSRC list, header extension or
   *     padding reach beyond its end; this object may not be used then
   */
  public boolean wrap(byte[] buffer, int offset, int length) {
    if (length < FIXED_HEADER_LENGTH) {
      return false;
    }
    int first = getUnsigned8(buffer, offset);
    if (first >> 6 != 2) {
      return false;
    }
    int header = FIXED_HEADER_LENGTH + 4 * (first & 0x0F);
    if (header > length) {
      return false;
    }
    int profile = 0;
    int elementsStart = offset + header;
    if ((first & 0x10) != 0) {
      if (header + 4 > length) {
        return false;
      }
      profile = getUnsigned16(buffer, offset + header);
      elementsStart = offset + header + 4;
      header += 4 + 4 * getUnsigned16(buffer, offset + header + 2);
      if (header > length) {
        return false;
      }
    }
    int padding = 0;
    if ((first & 0x20) != 0) {
      // The count includes itself, RFC 3550 section 5.1: zero or more than there is cannot be.
      if (header == length) {
        return false;
      }
      padding = getUnsigned8(buffer, offset + length - 1);
      if (padding == 0 || header + padding > length) {
        return false;
      }
    }
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
    this.headerLength = header;
    this.payloadOffset = offset + header;
    this.payloadLength = length - header - padding;
    this.paddingLength = padding;
    this.extensionProfile = profile;
    this.extensionsStart = elementsStart;
    this.extensionsEnd = offset + header;
    rewindExtensions();
    return true;
  }

  public byte[] buffer() {
    return buffer;
  }

  public int offset() {
    return offset;
  }

  /** The whole packet in bytes, padding included. */
  public int length() {
    return length;
  }

  /** Fixed header, CSRC list and header extension in bytes. */
  public int headerLength() {
    return headerLength;
  }

  public int payloadOffset() {
    return payloadOffset;
  }

  /** Bytes of payload without padding; zero in a packet made of padding alone. */
  public int payloadLength() {
    return payloadLength;
  }

  /**
   * Takes a part of the payload for all of it, and padding for none, until the next {@link #wrap}:
   * so the primary block of a RED payload is forwarded as if it had come alone. The bytes stay.
   *
   * @throws IndexOutOfBoundsException where the part is not within the payload
   */
  public void narrowPayload(int offset, int length) {
    Objects.checkFromIndexSize(offset - payloadOffset, length, payloadLength);
    payloadOffset = offset;
    payloadLength = length;
    paddingLength = 0;
  }

  /** Bytes of padding at the end, its count byte included; 0 where there is none. */
  public int paddingLength() {
    return paddingLength;
  }

  public boolean marker() {
    return (buffer[offset + 1] & 0x80) != 0;
  }

  public void setMarker(boolean marker) {
    buffer[offset + 1] = (byte) ((buffer[offset + 1] & 0x7F) | (marker ? 0x80 : 0));
  }

  /** 0 to 127. */
  public int payloadType() {
    return buffer[offset + 1] & 0x7F;
  }

  public void setPayloadType(int payloadType) {
    buffer[offset + 1] = (byte) ((buffer[offset + 1] & 0x80) | (payloadType & 0x7F));
  }

  /** 0 to 65535. */
  public int sequenceNumber() {
    return getUnsigned16(buffer, offset + SEQUENCE_OFFSET);
  }

  public void setSequenceNumber(int sequenceNumber) {
    put16(buffer, offset + SEQUENCE_OFFSET, sequenceNumber);
  }

  /** In ticks of the payload's clock rate. */
  public int timestamp() {
    return get32(buffer, offset + TIMESTAMP_OFFSET);
  }

  public void setTimestamp(int timestamp) {
    put32(buffer, offset + TIMESTAMP_OFFSET, timestamp);
  }

  public int ssrc() {
    return get32(buffer, offset + SSRC_OFFSET);
  }

  public void setSsrc(int ssrc) {
    put32(buffer, offset + SSRC_OFFSET, ssrc);
  }

  /** 0 to 15. */
  public int csrcCount() {
    return buffer[offset] & 0x0F;
  }

  public boolean hasExtensions() {
    return extensionsStart < extensionsEnd;
  }

  /** Puts the cursor before the first extension element. */
  public void rewindExtensions() {
    cursor = extensionsStart;
    extensionId = 0;
    extensionOffset = -1;
    extensionLength = 0;
  }

  /**
   * Moves the cursor to the next extension element.
   *
   * @return false where there is none left. An element that reaches beyond the extension ends the
   *     walk: what stands before it is still good.
   */
  public boolean nextExtension() {
    if (extensionProfile == ONE_BYTE_PROFILE) {
      return nextOneByteElement();
    }
    return (extensionProfile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE && nextTwoByteElement();
  }

  private boolean nextOneByteElement() {
    while (cursor < extensionsEnd) {
      int first = getUnsigned8(buffer, cursor);
      if (first == 0) {
        cursor++;
        continue;
      }
      // RFC 8285 section 4.2: 15 ends the extension, and so does 0 with a length.
      if (first >> 4 == 15 || first >> 4 == 0) {
        break;
      }
      return takeElement(first >> 4, cursor + 1, (first & 0x0F) + 1);
    }
    return endOfExtensions();
  }

  private boolean nextTwoByteElement() {
    while (cursor < extensionsEnd) {
      int id = getUnsigned8(buffer, cursor);
      if (id == 0) {
        cursor++;
        continue;
      }
      if (cursor + 1 == extensionsEnd) {
        break;
      }
      return takeElement(id, cursor + 2, getUnsigned8(buffer, cursor + 1));
    }
    return endOfExtensions();
  }

  private boolean takeElement(int id, int valueOffset, int valueLength) {
    if (valueOffset + valueLength > extensionsEnd) {
      return endOfExtensions();
    }
    extensionId = id;
    extensionOffset = valueOffset;
    extensionLength = valueLength;
    cursor = valueOffset + valueLength;
    return true;
  }

  private boolean endOfExtensions() {
    cursor = extensionsEnd;
    extensionId = 0;
    extensionOffset = -1;
    extensionLength = 0;
    return false;
  }

  /**
   * Looks an extension element up by its id, in either form, and leaves the cursor on it.
   *
   * @param id 1 to 255; anything else is never found
   * @return where its value begins, or -1
   */
  public int findExtension(int id) {
    rewindExtensions();
    while (nextExtension()) {
      if (extensionId == id) {
        return extensionOffset;
      }
    }
    return -1;
  }

  /** The id of the element under the cursor, 1 to 255; 0 where there is none. */
  public int extensionId() {
    return extensionId;
  }

  /** Where the value of the element under the cursor begins; -1 where there is none. */
  public int extensionOffset() {
    return extensionOffset;
  }

  /** Bytes of the value under the cursor, 0 to 255. */
  public int extensionLength() {
    return extensionLength;
  }

  /** Whether the value under the cursor is these bytes: a MID or RID known already. */
  public boolean extensionEquals(byte[] expected) {
    if (extensionOffset < 0 || extensionLength != expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (buffer[extensionOffset + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}

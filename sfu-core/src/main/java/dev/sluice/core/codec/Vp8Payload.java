package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import dev.sluice.core.rtp.NetworkBytes;

/** VP8, RFC 7741: the payload descriptor of section 4.2 and the frame's header of section 4.3. */
public final class Vp8Payload implements PayloadDescriptor {
  static final Vp8Payload INSTANCE = new Vp8Payload();

  private static final int EXTENDED = 0x80;
  private static final int START_OF_PARTITION = 0x10;
  private static final int PARTITION_INDEX = 0x07;

  private static final int PICTURE_ID = 0x80;
  private static final int TL0PICIDX = 0x40;
  private static final int TEMPORAL_ID = 0x20;
  private static final int KEY_INDEX = 0x10;

  /** Frame tag, start code, width and height of a key frame: RFC 6386 section 9.1. */
  private static final int KEY_FRAME_HEADER_LENGTH = 10;

  private static final int START_CODE = 0x9D012A;

  private Vp8Payload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    int end = offset + length;
    if (length < 1) {
      return false;
    }
    int first = getUnsigned8(buffer, offset);
    int at = offset + 1;
    if ((first & EXTENDED) != 0) {
      at = readExtension(buffer, at, end, out);
      if (at < 0) {
        return false;
      }
    }
    if (at >= end) {
      return false;
    }
    out.startOfFrame = (first & (START_OF_PARTITION | PARTITION_INDEX)) == START_OF_PARTITION;
    out.endOfFrame = marker;
    out.endOfPicture = marker;
    if (out.startOfFrame) {
      // The P bit is inverted: 0 is a key frame.
      out.keyFrame = (buffer[at] & 0x01) == 0;
      out.interPicturePredicted = !out.keyFrame;
      if (out.keyFrame) {
        readSize(buffer, at, end, out);
      }
    }
    return true;
  }

  private static int readExtension(byte[] buffer, int offset, int end, FrameInfo out) {
    if (offset >= end) {
      return -1;
    }
    int flags = getUnsigned8(buffer, offset);
    int at = offset + 1;
    if ((flags & PICTURE_ID) != 0) {
      if (at >= end) {
        return -1;
      }
      int pictureId = getUnsigned8(buffer, at);
      if (pictureId < 0x80) {
        out.pictureId = pictureId;
        out.pictureIdBits = 7;
        at++;
      } else {
        if (end - at < 2) {
          return -1;
        }
        out.pictureId = getUnsigned16(buffer, at) & 0x7FFF;
        out.pictureIdBits = 15;
        at += 2;
      }
    }
    if ((flags & TL0PICIDX) != 0) {
      if (at >= end) {
        return -1;
      }
      out.tl0PicIdx = getUnsigned8(buffer, at);
      at++;
    }
    if ((flags & (TEMPORAL_ID | KEY_INDEX)) != 0) {
      if (at >= end) {
        return -1;
      }
      int layer = getUnsigned8(buffer, at);
      at++;
      if ((flags & TEMPORAL_ID) != 0) {
        out.temporalId = layer >> 6;
        out.switchingPoint = (layer & 0x20) != 0;
      }
      if ((flags & KEY_INDEX) != 0) {
        out.keyIdx = layer & 0x1F;
      }
    }
    return at;
  }

  private static void readSize(byte[] buffer, int offset, int end, FrameInfo out) {
    if (end - offset < KEY_FRAME_HEADER_LENGTH || getUnsigned24(buffer, offset + 3) != START_CODE) {
      return;
    }
    // Little endian, two bits of scaling on top.
    out.width = Short.reverseBytes((short) getUnsigned16(buffer, offset + 6)) & 0x3FFF;
    out.height = Short.reverseBytes((short) getUnsigned16(buffer, offset + 8)) & 0x3FFF;
  }

  /**
   * Puts other running numbers into a payload that {@link #read} found well-formed, in place: a
   * receiver takes a jump of them for loss. Numbers that the payload doesn't have are not added.
   *
   * @param pictureId cut to the 7 or 15 bits that there are
   * @param tl0PicIdx cut to 8 bits
   */
  public static void rewriteNumbers(byte[] buffer, int offset, int pictureId, int tl0PicIdx) {
    if ((buffer[offset] & EXTENDED) == 0) {
      return;
    }
    int flags = getUnsigned8(buffer, offset + 1);
    int at = offset + 2;
    if ((flags & PICTURE_ID) != 0) {
      if (buffer[at] < 0) {
        NetworkBytes.put16(buffer, at, 0x8000 | (pictureId & 0x7FFF));
        at += 2;
      } else {
        buffer[at] = (byte) (pictureId & 0x7F);
        at++;
      }
    }
    if ((flags & TL0PICIDX) != 0) {
      buffer[at] = (byte) tl0PicIdx;
    }
  }
}

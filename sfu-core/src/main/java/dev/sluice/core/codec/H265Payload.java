package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

/**
 * H.265, RFC 7798 section 4.4, without decoding order numbers ({@code sprop-max-don-diff=0}):
 * single NAL units, aggregation packets (AP) and fragmentation units (FU). PACI counts as
 * malformed.
 */
final class H265Payload implements PayloadDescriptor {
  static final H265Payload INSTANCE = new H265Payload();

  /** NAL unit types, ITU-T H.265 table 7-1: temporal sub-layer access, stepwise or not. */
  private static final int FIRST_TSA = 2;

  private static final int LAST_STSA = 5;
  private static final int FIRST_IRAP = 16;
  private static final int LAST_IRAP = 23;
  private static final int LAST_VCL = 31;
  private static final int VPS = 32;
  private static final int SPS = 33;
  private static final int ACCESS_UNIT_DELIMITER = 35;
  private static final int PREFIX_SEI = 39;

  private static final int MAX_SINGLE = 47;
  private static final int AP = 48;
  private static final int FU = 49;

  private static final int HEADER_LENGTH = 2;
  private static final int FU_START = 0x80;

  private H265Payload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    if (length < HEADER_LENGTH) {
      return false;
    }
    int header = getUnsigned16(buffer, offset);
    int temporalIdPlus1 = header & 7;
    if (temporalIdPlus1 == 0) {
      return false;
    }
    int end = offset + length;
    int content = offset + HEADER_LENGTH;
    int type = type(header);
    out.temporalId = temporalIdPlus1 - 1;
    out.endOfFrame = marker;
    out.endOfPicture = marker;
    if (type <= MAX_SINGLE) {
      readNalUnit(buffer, type, content, end, out);
      return true;
    }
    return switch (type) {
      case AP -> readAggregation(buffer, content, end, out);
      case FU -> readFragment(buffer, content, end, out);
      default -> false;
    };
  }

  private static int type(int header) {
    return header >> 9 & 0x3F;
  }

  private static boolean readAggregation(byte[] buffer, int offset, int end, FrameInfo out) {
    int at = offset;
    boolean any = false;
    while (at < end) {
      if (end - at < 2) {
        return false;
      }
      int size = getUnsigned16(buffer, at);
      at += 2;
      if (size < HEADER_LENGTH || size > end - at) {
        return false;
      }
      int type = type(getUnsigned16(buffer, at));
      readNalUnit(buffer, type, at + HEADER_LENGTH, at + size, out);
      at += size;
      any = true;
    }
    return any;
  }

  private static boolean readFragment(byte[] buffer, int offset, int end, FrameInfo out) {
    if (end - offset < 2) {
      return false;
    }
    int fragment = getUnsigned8(buffer, offset);
    int type = fragment & 0x3F;
    if ((fragment & FU_START) != 0) {
      readNalUnit(buffer, type, offset + 1, end, out);
    } else {
      out.interPicturePredicted = type < FIRST_IRAP;
    }
    return true;
  }

  /** A whole NAL unit or the beginning of one; {@code content} is behind its header. */
  private static void readNalUnit(byte[] buffer, int type, int content, int end, FrameInfo out) {
    if (type <= LAST_VCL) {
      // first_slice_segment_in_pic_flag is the slice header's first bit.
      boolean firstSlice = content < end && buffer[content] < 0;
      out.startOfFrame |= firstSlice;
      out.keyFrame |= type >= FIRST_IRAP && type <= LAST_IRAP && firstSlice;
      out.switchingPoint |= type >= FIRST_TSA && type <= LAST_STSA;
      out.interPicturePredicted |= type < FIRST_IRAP;
    } else if ((type >= VPS && type <= ACCESS_UNIT_DELIMITER) || type == PREFIX_SEI) {
      // These stand before the first slice of their picture: H.265 section 7.4.2.4.4.
      out.startOfFrame = true;
      out.keyFrame |= type == VPS || type == SPS;
    }
  }
}

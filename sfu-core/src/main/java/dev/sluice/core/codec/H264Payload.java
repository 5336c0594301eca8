package dev.sluice.core.codec;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;

/**
 * H.264, RFC 6184, packetization modes 0 and 1: single NAL units (section 5.6), STAP-A (section
 * 5.7.1) and FU-A (section 5.8). The types of the interleaved mode count as malformed.
 *
 * <p>It numbers no temporal layers: those of a stream only the {@link DependencyDescriptor} tells.
 */
final class H264Payload implements PayloadDescriptor {
  static final H264Payload INSTANCE = new H264Payload();

  /** NAL unit types, ITU-T H.264 table 7-1. */
  private static final int SLICE = 1;

  private static final int IDR_SLICE = 5;
  private static final int SEI = 6;
  private static final int SPS = 7;
  private static final int ACCESS_UNIT_DELIMITER = 9;

  private static final int MAX_SINGLE = 23;
  private static final int STAP_A = 24;
  private static final int FU_A = 28;

  private static final int TYPE = 0x1F;
  private static final int FU_START = 0x80;

  private H264Payload() {}

  @Override
  public boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out) {
    out.clear();
    if (length < 1) {
      return false;
    }
    int end = offset + length;
    int type = type(buffer, offset);
    out.endOfFrame = marker;
    out.endOfPicture = marker;
    if (type >= 1 && type <= MAX_SINGLE) {
      readNalUnit(buffer, type, offset + 1, end, out);
      return true;
    }
    return switch (type) {
      case STAP_A -> readAggregation(buffer, offset + 1, end, out);
      case FU_A -> readFragment(buffer, offset + 1, end, out);
      default -> false;
    };
  }

  private static int type(byte[] buffer, int offset) {
    return buffer[offset] & TYPE;
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
      if (size == 0 || size > end - at) {
        return false;
      }
      readNalUnit(buffer, type(buffer, at), at + 1, at + size, out);
      at += size;
      any = true;
    }
    return any;
  }

  private static boolean readFragment(byte[] buffer, int offset, int end, FrameInfo out) {
    if (end - offset < 2) {
      return false;
    }
    int type = type(buffer, offset);
    if ((buffer[offset] & FU_START) != 0) {
      readNalUnit(buffer, type, offset + 1, end, out);
    } else {
      out.interPicturePredicted = type == SLICE;
    }
    return true;
  }

  /** A whole NAL unit or the beginning of one; {@code content} is behind its header byte. */
  private static void readNalUnit(byte[] buffer, int type, int content, int end, FrameInfo out) {
    if (type >= SLICE && type <= IDR_SLICE) {
      // first_mb_in_slice is a ue(v): a leading 1 is zero, the first slice of the picture.
      boolean firstSlice = content < end && buffer[content] < 0;
      out.startOfFrame |= firstSlice;
      out.keyFrame |= type == IDR_SLICE && firstSlice;
      out.interPicturePredicted = type == SLICE;
    } else if (type >= SEI && type <= ACCESS_UNIT_DELIMITER) {
      // These stand before the first slice of their picture: H.264 section 7.4.1.2.3.
      out.startOfFrame = true;
      if (type == SPS) {
        out.keyFrame = true;
        H264SequenceParameterSet.readSize(buffer, content, end, out);
      }
    }
  }
}

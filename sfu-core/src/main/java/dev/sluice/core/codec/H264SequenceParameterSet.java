package dev.sluice.core.codec;

/**
 * The picture's size in a sequence parameter set (ITU-T H.264 section 7.3.2.1.1). Reading allocates
 * nothing.
 */
final class H264SequenceParameterSet {

  /** More than any without a video usability part has; what is behind isn't read. */
  private static final int MAX_LENGTH = 256;

  private static final int MAX_EXP_GOLOMB_BITS = 32;
  private static final int MAX_PICTURE_SIDE = 16_384;

  /** Readers of payloads keep no state, so that any thread may use them: this is one thread's. */
  private static final ThreadLocal<H264SequenceParameterSet> OF_THREAD =
      ThreadLocal.withInitial(H264SequenceParameterSet::new);

  private final byte[] raw = new byte[MAX_LENGTH];
  private final BitReader bits = new BitReader();

  private H264SequenceParameterSet() {}

  /**
   * Reads the size in pixels into {@code out}; leaves it alone where the parameter set is
   * malformed.
   *
   * @param offset behind the NAL unit's header
   */
  static void readSize(byte[] buffer, int offset, int end, FrameInfo out) {
    OF_THREAD.get().read(buffer, offset, end, out);
  }

  private void read(byte[] buffer, int offset, int end, FrameInfo out) {
    bits.wrap(raw, 0, unescape(buffer, offset, end));
    int profile = bits.read(8);
    // constraint flags and level_idc
    bits.read(16);
    readUnsigned();
    int chromaFormat = 1;
    boolean separatePlanes = false;
    if (hasChromaFormat(profile)) {
      chromaFormat = readUnsigned();
      separatePlanes = chromaFormat == 3 && bits.readFlag();
      // bit depths, qpprime_y_zero_transform_bypass_flag
      readUnsigned();
      readUnsigned();
      bits.readFlag();
      if (bits.readFlag()) {
        skipScalingLists(chromaFormat == 3 ? 12 : 8);
      }
    }
    // log2_max_frame_num_minus4
    readUnsigned();
    skipPictureOrder();
    // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
    readUnsigned();
    bits.readFlag();
    int width = 16 * (readUnsigned() + 1);
    int mapUnits = readUnsigned() + 1;
    int fields = bits.readFlag() ? 1 : 2;
    int height = 16 * mapUnits * fields;
    if (fields == 2) {
      bits.readFlag();
    }
    // direct_8x8_inference_flag
    bits.readFlag();
    if (bits.readFlag()) {
      boolean subsampled = !separatePlanes && chromaFormat != 0;
      int unitX = subsampled && chromaFormat != 3 ? 2 : 1;
      int unitY = (subsampled && chromaFormat == 1 ? 2 : 1) * fields;
      width -= unitX * (readUnsigned() + readUnsigned());
      height -= unitY * (readUnsigned() + readUnsigned());
    }
    if (!bits.overrun() && isSide(width) && isSide(height)) {
      out.width = width;
      out.height = height;
    }
  }

  private static boolean isSide(int pixels) {
    return pixels > 0 && pixels <= MAX_PICTURE_SIDE;
  }

  /** Section 7.4.1.1: 00 00 03 stands for 00 00. */
  private int unescape(byte[] buffer, int offset, int end) {
    int length = 0;
    int zeros = 0;
    for (int i = offset; i < end && length < MAX_LENGTH; i++) {
      byte value = buffer[i];
      if (zeros >= 2 && value == 3) {
        zeros = 0;
        continue;
      }
      zeros = value == 0 ? zeros + 1 : 0;
      raw[length++] = value;
    }
    return length;
  }

  private static boolean hasChromaFormat(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  /** Section 7.3.2.1.1.1. */
  private void skipScalingLists(int count) {
    for (int list = 0; list < count; list++) {
      if (!bits.readFlag()) {
        continue;
      }
      int last = 8;
      int next = 8;
      for (int i = 0; i < (list < 6 ? 16 : 64) && next != 0; i++) {
        next = last + readSigned() & 0xFF;
        last = next == 0 ? last : next;
      }
    }
  }

  private void skipPictureOrder() {
    int type = readUnsigned();
    if (type == 0) {
      readUnsigned();
    } else if (type == 1) {
      bits.readFlag();
      readSigned();
      readSigned();
      int offsets = readUnsigned();
      for (int i = 0; i < offsets && !bits.overrun(); i++) {
        readSigned();
      }
    }
  }

  /** ue(v), section 9.1. */
  private int readUnsigned() {
    int zeros = 0;
    while (!bits.readFlag()) {
      zeros++;
      if (zeros == MAX_EXP_GOLOMB_BITS || bits.overrun()) {
        return 0;
      }
    }
    return (1 << zeros) - 1 + bits.read(zeros);
  }

  /** se(v), section 9.1.1. */
  private int readSigned() {
    int code = readUnsigned();
    return (code & 1) == 0 ? -(code >>> 1) : (code >>> 1) + 1;
  }
}

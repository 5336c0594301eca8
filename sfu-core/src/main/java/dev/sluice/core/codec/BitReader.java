package dev.sluice.core.codec;

/**
 * Reads bits, most significant first, as far as they reach; behind the end it gives zeros and
 * {@link #overrun} tells. Reusable, allocates nothing, not thread-safe.
 */
final class BitReader {
  private byte[] buffer = new byte[0];
  private int position;
  private int end;
  private boolean overrun;

  /** Takes the bytes {@code buffer[offset, offset + length)}. */
  void wrap(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.position = offset << 3;
    this.end = (offset + length) << 3;
    this.overrun = false;
  }

  /** The next {@code count} bits, 0 to 32. */
  int read(int count) {
    if (count > end - position) {
      overrun = true;
      position = end;
      return 0;
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 1) | ((buffer[position >> 3] >> (7 - (position & 7))) & 1);
      position++;
    }
    return value;
  }

  boolean readFlag() {
    return read(1) != 0;
  }

  /** Skips what is left of a byte. */
  void alignToByte() {
    position = Math.min(end, (position + 7) & ~7);
  }

  /** How many bits are left. */
  int left() {
    return end - position;
  }

  /** ns(n), AV1 bitstream specification section 4.10.7: a value below {@code limit}, at least 1. */
  int readNonSymmetric(int limit) {
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(limit);
    int shorter = (1 << width) - limit;
    int value = read(width - 1);
    if (value < shorter) {
      return value;
    }
    return (value << 1) - shorter + read(1);
  }

  /** Whether more was asked for than there was. */
  boolean overrun() {
    return overrun;
  }
}

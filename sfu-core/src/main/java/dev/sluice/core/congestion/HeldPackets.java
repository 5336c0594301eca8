package dev.sluice.core.congestion;

/**
 * Copies of packets that wait for their turn, first in, first out; as many slots as were needed.
 */
final class HeldPackets {

  /** A longer one isn't held. */
  static final int MAX_LENGTH = 1500;

  private static final int FIRST_SLOTS = 16;
  private static final int MAX_SLOTS = 512;

  private byte[][] packets;
  private int[] lengths;

  /** Where the time of sending goes, and above the lower half where the transport-wide number. */
  private int[] stampOffsets;

  private int[] ssrcs;
  private long[] numbers;
  private int first;
  private int count;
  private int bytes;

  /**
   * Takes a copy, of no more than {@link #MAX_LENGTH} bytes; not where it is full.
   *
   * @param absSendTimeOffset where the time of sending is to be written; -1 for nowhere
   * @param transportCcOffset likewise the transport-wide number
   */
  void add(
      byte[] packet,
      int length,
      int absSendTimeOffset,
      int transportCcOffset,
      int ssrc,
      long number) {
    if (lengths == null || count == lengths.length) {
      grow();
    }
    int slot = (first + count) & (lengths.length - 1);
    if (packets[slot] == null) {
      packets[slot] = new byte[MAX_LENGTH];
    }
    System.arraycopy(packet, 0, packets[slot], 0, length);
    lengths[slot] = length;
    stampOffsets[slot] = (absSendTimeOffset & 0xFFFF) | transportCcOffset << 16;
    ssrcs[slot] = ssrc;
    numbers[slot] = number;
    count++;
    bytes += length;
  }

  private void grow() {
    int old = lengths == null ? 0 : lengths.length;
    int slots = old == 0 ? FIRST_SLOTS : 2 * old;
    byte[][] morePackets = new byte[slots][];
    int[] moreLengths = new int[slots];
    int[] moreOffsets = new int[slots];
    int[] moreSsrcs = new int[slots];
    long[] moreNumbers = new long[slots];
    for (int i = 0; i < old; i++) {
      int from = (first + i) & (old - 1);
      morePackets[i] = packets[from];
      moreLengths[i] = lengths[from];
      moreOffsets[i] = stampOffsets[from];
      moreSsrcs[i] = ssrcs[from];
      moreNumbers[i] = numbers[from];
    }
    packets = morePackets;
    lengths = moreLengths;
    stampOffsets = moreOffsets;
    ssrcs = moreSsrcs;
    numbers = moreNumbers;
    first = 0;
  }

  /** Whether no more can be taken. */
  boolean isFull() {
    return count == MAX_SLOTS;
  }

  boolean contains(int ssrc, long number) {
    for (int i = 0; i < count; i++) {
      int slot = (first + i) & (lengths.length - 1);
      if (numbers[slot] == number && ssrcs[slot] == ssrc) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int bytes() {
    return bytes;
  }

  // Of the first packet, where there is one.

  byte[] packet() {
    return packets[first];
  }

  int length() {
    return lengths[first];
  }

  int absSendTimeOffset() {
    return (short) stampOffsets[first];
  }

  int transportCcOffset() {
    return stampOffsets[first] >> 16;
  }

  int ssrc() {
    return ssrcs[first];
  }

  long number() {
    return numbers[first];
  }

  void removeFirst() {
    bytes -= lengths[first];
    first = (first + 1) & (lengths.length - 1);
    count--;
  }
}

package dev.sluice.core.forward;

/**
 * Repairs that are to go out again, one copy at a time: those of one moment would get lost
 * together, as a queue that overflows, or a radio that fades, takes what comes in a row.
 */
final class SpacedCopies {

  /** More than is lost of a keyframe at the worst; what comes on top goes out once. */
  private static final int CAPACITY = 64;

  private final long[] numbers = new long[CAPACITY];
  private final byte[] left = new byte[CAPACITY];
  private int first;
  private int size;

  /**
   * @param out the packet's extended sequence number
   * @param copies how often it is to go out; not at all with 0
   */
  void add(long out, int copies) {
    if (copies == 0 || size == CAPACITY) {
      return;
    }
    int at = (first + size) & (CAPACITY - 1);
    numbers[at] = out;
    left[at] = (byte) copies;
    size++;
  }

  int size() {
    return size;
  }

  /** The next one's number; it takes its place at the end again while there are copies left. */
  long take() {
    long out = numbers[first];
    int more = left[first] - 1;
    first = (first + 1) & (CAPACITY - 1);
    size--;
    add(out, more);
    return out;
  }
}

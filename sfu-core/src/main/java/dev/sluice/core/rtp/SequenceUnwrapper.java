package dev.sluice.core.rtp;

/**
 * Extends 16-bit sequence numbers to 64 bits, by the nearest way from the highest seen so far: the
 * rollover count of RFC 3550 appendix A.1. Not thread-safe.
 */
public final class SequenceUnwrapper {
  private long highest = -1;

  /**
   * The extended number of this packet, and takes it as the highest where it is. The first packet's
   * is its sequence number plus 65536, so that what came just before it is still positive.
   */
  public long unwrap(int sequenceNumber) {
    long extended = peek(sequenceNumber);
    if (extended > highest) {
      highest = extended;
    }
    return extended;
  }

  /** As {@link #unwrap}, but leaves the state as it is. */
  public long peek(int sequenceNumber) {
    if (highest < 0) {
      return 0x1_0000L + (sequenceNumber & 0xFFFF);
    }
    return highest + SequenceNumber.difference(sequenceNumber, (int) highest);
  }

  /** The highest extended number so far; -1 before the first. */
  public long highest() {
    return highest;
  }

  public void reset() {
    highest = -1;
  }
}

package dev.sluice.core.rtp;

/**
 * Arithmetic on 16-bit RTP sequence numbers in the circle of RFC 1982. Arguments may have any upper
 * bits; results are 0 to 65535 unless said otherwise.
 */
public final class SequenceNumber {
  private static final int FIRSTS = 0x7FFF;

  private SequenceNumber() {}

  /**
   * Where a stream begins, from 32 random bits: 1 to 32767. Below 2^15 the loss of its first
   * packets can't be taken for a rollover; and 0 is left out because a packet that belongs before
   * it would have an SRTP index below zero (RFC 3711 section 3.3.1).
   */
  public static int first(int random) {
    return 1 + Integer.remainderUnsigned(random, FIRSTS);
  }

  /**
   * How far {@code a} lies ahead of {@code b} on the shorter way round, -32768 to 32767. Exactly
   * half the circle, which RFC 1982 section 3.2 leaves undefined, is -32768.
   */
  public static int difference(int a, int b) {
    return (short) (a - b);
  }

  public static boolean isNewer(int a, int b) {
    return difference(a, b) > 0;
  }

  public static int add(int sequenceNumber, int distance) {
    return (sequenceNumber + distance) & 0xFFFF;
  }

  public static int next(int sequenceNumber) {
    return (sequenceNumber + 1) & 0xFFFF;
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

/**
 * Gathers packet arrivals for one congestion control feedback packet (RFC 8888 section 3.1), to be
 * written by {@link RtcpWriter#congestionFeedback}.
 *
 * <p>{@link #begin}, then for each stream {@link #beginStream} and {@link #add} for each of its
 * numbers in order. Reusable, allocates nothing, not thread-safe.
 */
public final class CongestionFeedbackBuilder {

  private static final int CAPACITY = 1_000;
  private static final int BLOCK_HEADER_LENGTH = 8;
  private static final int REPORT_LENGTH = 2;
  private static final int RECEIVED = 0x8000;

  /** More than can be told, of what arrived so long ago. */
  private static final int LONG_AGO = 0x1FFE;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final byte[] blocks = new byte[CAPACITY];
  private int length;
  private int block;
  private int reports;

  /** Empties the builder. */
  public void begin() {
    length = 0;
    reports = 0;
  }

  /**
   * Goes on with a stream.
   *
   * @param firstSequence of the number that is added first
   * @return false where there is no room for it
   */
  public boolean beginStream(int ssrc, int firstSequence) {
    end();
    // A report, and one more that fills up.
    if (length + BLOCK_HEADER_LENGTH + 2 * REPORT_LENGTH > CAPACITY) {
      return false;
    }
    block = length;
    reports = 0;
    put32(blocks, block, ssrc);
    put16(blocks, block + 4, firstSequence & 0xFFFF);
    put16(blocks, block + 6, 0);
    length += BLOCK_HEADER_LENGTH;
    return true;
  }

  /**
   * Adds the next number of the stream.
   *
   * @param ageNanos how long before the time of the report it arrived; not looked at where it
   *     hasn't
   * @return false where there is no room for it
   */
  public boolean add(boolean received, long ageNanos) {
    if (length + 2 * REPORT_LENGTH > CAPACITY) {
      return false;
    }
    put16(blocks, length, received ? RECEIVED | offset(ageNanos) : 0);
    length += REPORT_LENGTH;
    reports++;
    put16(blocks, block + 6, reports);
    return true;
  }

  /** In 1/1024 s. */
  private static int offset(long ageNanos) {
    return Math.clamp(ageNanos * 1_024 / NANOS_PER_SECOND, 0, LONG_AGO);
  }

  /** Blocks are of whole words. */
  private void end() {
    if (reports % 2 != 0) {
      put16(blocks, length, 0);
      length += REPORT_LENGTH;
      reports++;
    }
  }

  /** Whether no stream was begun. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The bytes of all blocks. */
  int finish() {
    end();
    return length;
  }

  void write(byte[] out, int offset) {
    System.arraycopy(blocks, 0, out, offset, length);
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put24;
import static dev.sluice.core.rtp.NetworkBytes.put8;

import dev.sluice.core.rtp.SequenceNumber;

/**
 * Gathers packet arrivals for one transport-wide feedback packet
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1), to be written by {@link
 * RtcpWriter#transportFeedback}.
 *
 * <p>{@link #begin}, then {@link #add} for each packet received, in ascending order of sequence
 * numbers; the gaps are reported as lost. Reusable, allocates nothing, not thread-safe.
 */
public final class TransportFeedbackBuilder {
  /** The most packets that one feedback packet reports on, lost ones included. */
  public static final int MAX_STATUSES = 1024;

  private static final int BASE_LENGTH = 8;
  private static final int CHUNK_LENGTH = 2;
  private static final int ONE_BIT_SYMBOLS = 14;
  private static final int TWO_BIT_SYMBOLS = 7;

  private final byte[] symbols = new byte[MAX_STATUSES];
  private final short[] deltas = new short[MAX_STATUSES];

  private int feedbackCount;
  private int base;
  private int statuses;
  private int deltaBytes;
  private long referenceTime;
  private long lastTicks;

  /**
   * Empties the builder.
   *
   * @param baseSequenceNumber of the first packet to be reported on, received or lost
   * @param feedbackCount one more with each feedback packet; its lower 8 bits are written
   */
  public void begin(int baseSequenceNumber, int feedbackCount) {
    this.base = baseSequenceNumber & 0xFFFF;
    this.feedbackCount = feedbackCount;
    this.statuses = 0;
    this.deltaBytes = 0;
    this.referenceTime = 0;
    this.lastTicks = 0;
  }

  /**
   * Reports a packet as received.
   *
   * @param arrivalNanos on any clock that is the same for all feedback of a connection
   * @return false where this feedback packet can't hold it: it lies behind what was added before,
   *     too far ahead of the base, or more than 8.19 s from the packet before. It belongs into the
   *     next one then.
   */
  public boolean add(int sequenceNumber, long arrivalNanos) {
    int index = SequenceNumber.difference(sequenceNumber, base);
    if (index < statuses || index >= MAX_STATUSES) {
      return false;
    }
    long ticks = Math.floorDiv(arrivalNanos, TransportFeedback.DELTA_NANOS);
    if (deltaBytes == 0) {
      referenceTime = Math.floorDiv(ticks, (long) TransportFeedback.DELTAS_PER_REFERENCE_TIME);
      lastTicks = referenceTime * TransportFeedback.DELTAS_PER_REFERENCE_TIME;
    }
    long delta = ticks - lastTicks;
    if (delta != (short) delta) {
      return false;
    }
    while (statuses < index) {
      symbols[statuses++] = TransportFeedback.NOT_RECEIVED;
    }
    boolean small = delta >= 0 && delta <= 0xFF;
    symbols[index] = (byte) (small ? TransportFeedback.SMALL_DELTA : TransportFeedback.LARGE_DELTA);
    deltas[index] = (short) delta;
    deltaBytes += small ? 1 : 2;
    statuses = index + 1;
    lastTicks = ticks;
    return true;
  }

  /** Whether no packet was added. */
  public boolean isEmpty() {
    return statuses == 0;
  }

  /** How many packets are reported on, lost ones included. */
  public int statusCount() {
    return statuses;
  }

  /** The bytes behind the SSRCs, without padding. */
  int writtenLength() {
    int chunks = 0;
    for (int at = 0; at < statuses; at += chunkSymbols(at)) {
      chunks++;
    }
    return BASE_LENGTH + chunks * CHUNK_LENGTH + deltaBytes;
  }

  void write(byte[] out, int offset) {
    put16(out, offset, base);
    put16(out, offset + 2, statuses);
    put24(out, offset + 4, (int) referenceTime);
    put8(out, offset + 7, feedbackCount);
    int at = offset + BASE_LENGTH;
    int count;
    for (int i = 0; i < statuses; i += count) {
      count = chunkSymbols(i);
      put16(out, at, chunk(i, count));
      at += CHUNK_LENGTH;
    }
    for (int i = 0; i < statuses; i++) {
      if (symbols[i] == TransportFeedback.SMALL_DELTA) {
        put8(out, at, deltas[i]);
        at++;
      } else if (symbols[i] == TransportFeedback.LARGE_DELTA) {
        put16(out, at, deltas[i]);
        at += 2;
      }
    }
  }

  /**
   * How many statuses the chunk at {@code from} holds: a run where it is at least as long as what a
   * vector would hold, else a vector of one-bit symbols where they suffice.
   */
  private int chunkSymbols(int from) {
    int run = runLength(from);
    int remaining = statuses - from;
    int oneBit = Math.min(ONE_BIT_SYMBOLS, remaining);
    if (run >= oneBit) {
      return run;
    }
    if (!hasLargeDelta(from, oneBit)) {
      return oneBit;
    }
    return Math.max(run, Math.min(TWO_BIT_SYMBOLS, remaining));
  }

  private int chunk(int from, int count) {
    // A vector never holds a single symbol only: that would be a run.
    if (runLength(from) >= count) {
      return (symbols[from] << 13) | count;
    }
    boolean wholeVector = count > TWO_BIT_SYMBOLS || count == statuses - from;
    if (wholeVector && !hasLargeDelta(from, count)) {
      return 0x8000 | pack(from, count, ONE_BIT_SYMBOLS, 1);
    }
    return 0xC000 | pack(from, count, TWO_BIT_SYMBOLS, 2);
  }

  private int pack(int from, int count, int capacity, int bits) {
    int packed = 0;
    for (int i = 0; i < count; i++) {
      packed |= symbols[from + i] << (bits * (capacity - 1 - i));
    }
    return packed;
  }

  private int runLength(int from) {
    int at = from + 1;
    while (at < statuses && symbols[at] == symbols[from]) {
      at++;
    }
    return at - from;
  }

  private boolean hasLargeDelta(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (symbols[i] == TransportFeedback.LARGE_DELTA) {
        return true;
      }
    }
    return false;
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned24;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

/**
 * Transport-wide congestion control feedback, draft-holmer-rmcat-transport-wide-cc-extensions-01
 * section 3.1. {@link #next} goes through the packets reported on, lost ones too.
 */
public final class TransportFeedback {
  /** SSRCs, base sequence number, status count, reference time and feedback packet count. */
  static final int FIXED_LENGTH = 16;

  /** One tick of a receive delta: 250 µs. */
  public static final long DELTA_NANOS = 250_000;

  /** One tick of the reference time: 64 ms. */
  public static final long REFERENCE_TIME_NANOS = 64_000_000;

  static final int DELTAS_PER_REFERENCE_TIME = 256;

  /** Packet status symbols, section 3.1.1. The fourth is reserved. */
  static final int NOT_RECEIVED = 0;

  static final int SMALL_DELTA = 1;
  static final int LARGE_DELTA = 2;

  private byte[] buffer = new byte[FIXED_LENGTH];
  private int start;
  private int deltasStart;
  private int statusCount;

  private int chunkOffset;
  private int chunk;
  private int chunkRemaining;
  private int deltaOffset;
  private int index;
  private int symbol;
  private int deltaTicks;
  private long arrivalTicks;

  TransportFeedback() {}

  boolean wrap(byte[] buffer, int start, int end) {
    this.statusCount = 0;
    if (end - start < FIXED_LENGTH) {
      return false;
    }
    this.buffer = buffer;
    this.start = start;
    int count = getUnsigned16(buffer, start + 10);
    int at = start + FIXED_LENGTH;
    int deltas = 0;
    int statuses = 0;
    while (statuses < count) {
      if (end - at < 2) {
        return false;
      }
      int next = getUnsigned16(buffer, at);
      int symbols = Math.min(symbolCount(next), count - statuses);
      if (symbols == 0) {
        return false;
      }
      deltas += deltaBytes(next, symbols);
      statuses += symbols;
      at += 2;
    }
    if (deltas > end - at) {
      return false;
    }
    this.deltasStart = at;
    this.statusCount = count;
    rewind();
    return true;
  }

  private static boolean isRun(int chunk) {
    return chunk >> 15 == 0;
  }

  private static boolean hasTwoBitSymbols(int chunk) {
    return (chunk & 0x4000) != 0;
  }

  /** Sections 3.1.3 and 3.1.4: a run of 0 to 8191, or 14 or 7 symbols. */
  private static int symbolCount(int chunk) {
    if (isRun(chunk)) {
      return chunk & 0x1FFF;
    }
    return hasTwoBitSymbols(chunk) ? 7 : 14;
  }

  private static int symbolAt(int chunk, int position) {
    if (isRun(chunk)) {
      return chunk >> 13;
    }
    return hasTwoBitSymbols(chunk)
        ? (chunk >> (12 - 2 * position)) & 3
        : (chunk >> (13 - position)) & 1;
  }

  private static int deltaBytes(int chunk, int symbols) {
    if (isRun(chunk)) {
      return symbols * deltaLength(chunk >> 13);
    }
    int bytes = 0;
    for (int i = 0; i < symbols; i++) {
      bytes += deltaLength(symbolAt(chunk, i));
    }
    return bytes;
  }

  private static int deltaLength(int symbol) {
    return symbol == SMALL_DELTA || symbol == LARGE_DELTA ? symbol : 0;
  }

  public int senderSsrc() {
    return get32(buffer, start);
  }

  public int mediaSsrc() {
    return get32(buffer, start + 4);
  }

  /** The first packet reported on, 0 to 65535. */
  public int baseSequenceNumber() {
    return getUnsigned16(buffer, start + 8);
  }

  /** How many packets are reported on, lost ones included. */
  public int statusCount() {
    return statusCount;
  }

  /** In units of 64 ms of the reporter's clock, signed 24 bits. */
  public int referenceTime() {
    return getUnsigned24(buffer, start + 12) << 8 >> 8;
  }

  /** Counts the feedback packets, 0 to 255. */
  public int feedbackCount() {
    return getUnsigned8(buffer, start + 15);
  }

  /** Puts the cursor before the first packet reported on, where it stands at first. */
  public void rewind() {
    chunkOffset = start + FIXED_LENGTH;
    chunkRemaining = 0;
    chunk = 0;
    deltaOffset = deltasStart;
    index = -1;
    symbol = NOT_RECEIVED;
    deltaTicks = 0;
    arrivalTicks = (long) referenceTime() * DELTAS_PER_REFERENCE_TIME;
  }

  /** Moves to the next packet reported on; false where there is none left. */
  public boolean next() {
    if (index + 1 >= statusCount) {
      return false;
    }
    index++;
    while (chunkRemaining == 0) {
      chunk = getUnsigned16(buffer, chunkOffset);
      chunkOffset += 2;
      chunkRemaining = symbolCount(chunk);
    }
    symbol = symbolAt(chunk, isRun(chunk) ? 0 : symbolCount(chunk) - chunkRemaining);
    chunkRemaining--;
    if (symbol == SMALL_DELTA) {
      deltaTicks = getUnsigned8(buffer, deltaOffset);
      deltaOffset++;
    } else if (symbol == LARGE_DELTA) {
      deltaTicks = (short) getUnsigned16(buffer, deltaOffset);
      deltaOffset += 2;
    } else {
      deltaTicks = 0;
    }
    arrivalTicks += deltaTicks;
    return true;
  }

  /** The current packet's transport-wide sequence number, 0 to 65535. */
  public int sequenceNumber() {
    return (baseSequenceNumber() + index) & 0xFFFF;
  }

  /** Whether the current packet arrived; the reserved symbol counts as not. */
  public boolean received() {
    return symbol == SMALL_DELTA || symbol == LARGE_DELTA;
  }

  /** From the packet received before to this one, in units of 250 µs; 0 where it didn't arrive. */
  public int deltaTicks() {
    return deltaTicks;
  }

  /** When the current packet arrived by the reporter's clock, in nanoseconds; of received only. */
  public long arrivalNanos() {
    return arrivalTicks * DELTA_NANOS;
  }
}

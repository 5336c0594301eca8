package dev.sluice.benchmarks.load.measure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * When a publisher sent its latest packets, and what was in them: the other half of every latency,
 * and the proof that what came out of the server is what went in.
 *
 * <p>Written by the publisher's loop, read by any thread.
 */
public final class SentPackets {

  /** Half a minute of 2.5 Mbit/s, so far more than a packet that still counts is late. */
  static final int CAPACITY = 8192;

  private static final int MASK = CAPACITY - 1;
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] sentNanos = new long[CAPACITY];
  private final long[] contents = new long[CAPACITY];

  /** The writer's own. */
  private long written;

  /** Packets recorded; the newest is {@link #newest}. Published after its slot. */
  private volatile long count;

  private volatile int newest;

  /**
   * Notes the next packet.
   *
   * @param sequenceNumber one more than the packet's before
   * @param content its {@link PayloadContent}
   * @param nowNanos when it is handed to the socket
   */
  public void record(int sequenceNumber, long content, long nowNanos) {
    int slot = sequenceNumber & MASK;
    LONGS.setOpaque(sentNanos, slot, nowNanos);
    LONGS.setOpaque(contents, slot, content);
    newest = sequenceNumber & 0xFFFF;
    written++;
    count = written;
  }

  /** Packets sent since the beginning. */
  public long count() {
    return count;
  }

  /** When a packet was sent; {@link Long#MIN_VALUE} where that isn't known, or not any more. */
  public long sentNanos(int sequenceNumber) {
    return remembers(sequenceNumber)
        ? (long) LONGS.getOpaque(sentNanos, sequenceNumber & MASK)
        : Long.MIN_VALUE;
  }

  /** Whether the packet of that number was sent with that content. */
  boolean holds(int sequenceNumber, long content) {
    return remembers(sequenceNumber)
        && (long) LONGS.getOpaque(contents, sequenceNumber & MASK) == content;
  }

  /** The number of the newest packet with that content, or -1. */
  int find(long content) {
    int last = newest;
    int remembered = (int) Math.min(count, CAPACITY);
    for (int age = 0; age < remembered; age++) {
      int sequenceNumber = (last - age) & 0xFFFF;
      if ((long) LONGS.getOpaque(contents, sequenceNumber & MASK) == content) {
        return sequenceNumber;
      }
    }
    return -1;
  }

  private boolean remembers(int sequenceNumber) {
    return ((newest - sequenceNumber) & 0xFFFF) < Math.min(count, CAPACITY);
  }
}

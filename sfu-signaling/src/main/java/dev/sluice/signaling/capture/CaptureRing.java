package dev.sluice.signaling.capture;

import dev.sluice.core.capture.CaptureStage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Where the loops leave copies of packets for the one thread that writes them to disk. Of fixed
 * size, made once; a packet that finds it full is counted and forgotten, and nobody ever waits.
 *
 * <p>Each slot carries a number that says whose turn it is: equal to a position, a producer's; one
 * more, the consumer's.
 */
final class CaptureRing {

  /** Above what a network carries in one piece; what is longer is cut. */
  static final int SLOT_BYTES = 2048;

  private static final VarHandle TURN;

  static {
    try {
      TURN = MethodHandles.lookup().findVarHandle(Slot.class, "turn", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One packet; its fields are the consumer's to read while it is being shown. */
  static final class Slot {
    @SuppressWarnings("unused") // by its handle
    private long turn;

    ConnectionTap tap;
    CaptureStage stage;
    InetSocketAddress remote;
    long nanos;
    int length;
    int originalLength;
    final byte[] bytes = new byte[SLOT_BYTES];

    private Slot(long turn) {
      this.turn = turn;
    }
  }

  private final Slot[] slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong overflows = new AtomicLong();
  private final CaptureCounters counters;
  private long head;

  /**
   * @param capacity packets; a power of two
   * @param counters of all captures, told as well of packets that find it full
   */
  CaptureRing(int capacity, CaptureCounters counters) {
    this.counters = counters;
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(capacity + " is not a power of two");
    }
    slots = new Slot[capacity];
    mask = capacity - 1;
    for (int i = 0; i < capacity; i++) {
      slots[i] = new Slot(i);
    }
  }

  /** Copies a packet into the ring, or counts it where there is no room. Any thread. */
  void offer(
      ConnectionTap tap,
      CaptureStage stage,
      InetSocketAddress remote,
      byte[] packet,
      int offset,
      int length,
      long nanos) {
    while (true) {
      long position = tail.get();
      Slot slot = slots[(int) position & mask];
      long turn = (long) TURN.getAcquire(slot);
      if (turn < position) {
        overflows.incrementAndGet();
        counters.miss(CaptureCounters.Miss.WRITER_BEHIND);
        return;
      }
      if (turn == position && tail.compareAndSet(position, position + 1)) {
        slot.tap = tap;
        slot.stage = stage;
        slot.remote = remote;
        slot.nanos = nanos;
        slot.originalLength = length;
        slot.length = Math.min(length, SLOT_BYTES);
        System.arraycopy(packet, offset, slot.bytes, 0, slot.length);
        TURN.setRelease(slot, position + 1);
        return;
      }
    }
  }

  /**
   * Shows the oldest packet, whose slot is free again afterwards. One thread only.
   *
   * @return false where there is none
   */
  boolean poll(Consumer<Slot> consumer) {
    Slot slot = slots[(int) head & mask];
    if ((long) TURN.getAcquire(slot) != head + 1) {
      return false;
    }
    try {
      consumer.accept(slot);
    } finally {
      slot.tap = null;
      slot.remote = null;
      TURN.setRelease(slot, head + slots.length);
      head++;
    }
    return true;
  }

  /** How many packets found the ring full. Any thread. */
  long overflows() {
    return overflows.get();
  }
}

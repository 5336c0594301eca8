package dev.sluice.ice;

import java.util.concurrent.atomic.AtomicLongArray;

/** One loop's counters. Only that loop writes, without locked instructions; anyone may read. */
@SuppressWarnings("EnumOrdinal") // Indexes within one process: an EnumMap without boxed longs.
final class PortCounters {

  /** What is counted besides drops. */
  enum Count {
    PACKETS_RECEIVED,
    BYTES_RECEIVED,
    PACKETS_SENT,
    BYTES_SENT,
    SENDS,
    PACKETS_HANDED_OVER
  }

  private static final PacketDrop[] DROPS = PacketDrop.values();
  private static final int COUNTS = Count.values().length;

  private final AtomicLongArray values = new AtomicLongArray(COUNTS + DROPS.length);

  void add(Count count, long n) {
    add(count.ordinal(), n);
  }

  void received(int bytes) {
    add(Count.PACKETS_RECEIVED, 1);
    add(Count.BYTES_RECEIVED, bytes);
  }

  /** Counts packets that leave in one message. */
  void sent(int packets, int bytes) {
    add(Count.PACKETS_SENT, packets);
    add(Count.BYTES_SENT, bytes);
    add(Count.SENDS, 1);
  }

  void drop(PacketDrop reason) {
    add(COUNTS + reason.ordinal(), 1);
  }

  void drop(PacketDrop reason, int packets) {
    add(COUNTS + reason.ordinal(), packets);
  }

  long get(Count count) {
    return values.getOpaque(count.ordinal());
  }

  long get(PacketDrop reason) {
    return values.getOpaque(COUNTS + reason.ordinal());
  }

  private void add(int index, long n) {
    values.setOpaque(index, values.getPlain(index) + n);
  }
}

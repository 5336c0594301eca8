package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;

/**
 * Sums over publications and subscriptions, those that have ended among them, so that they only
 * grow. Not safe for threads: whoever has it may hand it on.
 */
// The ordinals are indexes into a flat array that never leaves this class: maps would box.
@SuppressWarnings("EnumOrdinal")
public final class TrafficTotals {

  /** Which way, as seen from the server. */
  public enum Direction {
    /** By publications. */
    RECEIVED,
    /** By subscriptions. */
    SENT
  }

  /** What is counted; {@link PublicationStatistics} and {@link SubscriptionStatistics} say how. */
  public enum Count {
    /** Media packets, without those sent again. */
    PACKETS,
    /** Of those packets, headers included. */
    BYTES,
    /** Packets lost on the way, those that came late counted as lost. */
    LOST,
    /** Sequence numbers asked for again: of publishers, or by viewers. */
    NACKS,
    /** Packets sent again. */
    RETRANSMISSIONS,
    /** Packets by which a viewer restores others; none is taken from publishers. */
    PARITY,
    /** PLI and FIR: to publishers, or from viewers. */
    KEYFRAME_REQUESTS,
    KEYFRAMES,
    FRAMES
  }

  private static final int COUNTS = Count.values().length;
  private static final int KINDS = MediaKind.values().length;

  private final long[] sums = new long[Direction.values().length * KINDS * COUNTS];
  private final DropCounters drops = new DropCounters();

  public long get(Direction direction, MediaKind kind, Count count) {
    return sums[index(direction, kind, count)];
  }

  /** Packets that went no further. */
  public long drops(DropReason reason) {
    return drops.get(reason);
  }

  public void add(TrafficTotals others) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others.sums[i];
    }
    drops.add(others.drops);
  }

  public void add(DropCounters others) {
    drops.add(others);
  }

  void add(Direction direction, MediaKind kind, Count count, long n) {
    sums[index(direction, kind, count)] += n;
  }

  private static int index(Direction direction, MediaKind kind, Count count) {
    return (direction.ordinal() * KINDS + kind.ordinal()) * COUNTS + count.ordinal();
  }
}

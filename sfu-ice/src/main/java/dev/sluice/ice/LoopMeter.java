package dev.sluice.ice;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * Measures on a loop's own tick how long whatever comes to the loop has to wait. Only that loop
 * writes, without locked instructions; anyone may read.
 */
final class LoopMeter {

  /** From here on a tick's lateness is worth an event of its own: whoever watches has seen it. */
  private static final long STALL_NANOS = 50_000_000;

  private static final long[] BOUNDS =
      LoopStatistics.LATENESS_BOUNDS_NANOS.stream().mapToLong(Long::longValue).toArray();
  private static final int SUM = BOUNDS.length + 1;
  private static final int CONNECTIONS = SUM + 1;
  private static final int QUEUED_BYTES = CONNECTIONS + 1;

  private final AtomicLongArray values = new AtomicLongArray(QUEUED_BYTES + 1);
  private final long intervalNanos;
  private long dueNanos;
  private long lastLateNanos;
  private volatile long threadId;

  /**
   * @param intervalNanos between ticks
   */
  LoopMeter(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /** The loop's first task, before any tick. */
  void start(long threadId, long nowNanos) {
    this.threadId = threadId;
    dueNanos = nowNanos + intervalNanos;
  }

  /** A tick has come, one of those that are due each interval, however late. */
  void onTick(long nowNanos) {
    // A tick before its time says that the clocks have run apart, by which no later one is late.
    dueNanos = Math.min(dueNanos, nowNanos);
    long late = nowNanos - dueNanos;
    dueNanos += intervalNanos;
    int bucket = 0;
    while (bucket < BOUNDS.length && late > BOUNDS[bucket]) {
      bucket++;
    }
    values.setOpaque(bucket, values.getPlain(bucket) + 1);
    values.setOpaque(SUM, values.getPlain(SUM) + late);
    // The ticks that a stall has held up come one after the other: it is the first that counts.
    if (late > STALL_NANOS && late > lastLateNanos) {
      LoopStallEvent.commit(late);
    }
    lastLateNanos = late;
  }

  void setConnections(int connections) {
    values.setOpaque(CONNECTIONS, connections);
  }

  void setQueuedBytes(long bytes) {
    values.setOpaque(QUEUED_BYTES, bytes);
  }

  LoopStatistics statistics() {
    List<Long> lateTicks =
        LongStream.range(0, SUM).mapToObj(bucket -> values.getOpaque((int) bucket)).toList();
    return new LoopStatistics(
        threadId,
        (int) values.getOpaque(CONNECTIONS),
        values.getOpaque(QUEUED_BYTES),
        lateTicks,
        values.getOpaque(SUM));
  }
}

package dev.sluice.ice;

import java.util.List;

/**
 * How one event loop of the media port is doing.
 *
 * @param threadId of its thread, which tells what processor time it has used
 * @param connections that it owns now
 * @param queuedBytes given to its sockets and not yet taken by the system, at its last tick
 * @param lateTicks ticks by how late they came, one element for each of {@link
 *     #LATENESS_BOUNDS_NANOS} that an earlier one doesn't hold, and a last one for the rest; what a
 *     tick waits, any task and any packet waits
 * @param latenessNanos of all ticks, summed
 */
public record LoopStatistics(
    long threadId, int connections, long queuedBytes, List<Long> lateTicks, long latenessNanos) {

  /** Upper bounds, inclusive: 100 µs to 1 s. */
  public static final List<Long> LATENESS_BOUNDS_NANOS =
      List.of(
          100_000L,
          250_000L,
          500_000L,
          1_000_000L,
          2_500_000L,
          5_000_000L,
          10_000_000L,
          25_000_000L,
          50_000_000L,
          100_000_000L,
          250_000_000L,
          1_000_000_000L);

  public LoopStatistics {
    lateTicks = List.copyOf(lateTicks);
  }
}

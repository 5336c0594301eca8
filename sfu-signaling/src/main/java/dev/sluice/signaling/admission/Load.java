package dev.sluice.signaling.admission;

import dev.sluice.signaling.config.Settings;
import java.util.Optional;

/**
 * How much of its processors and of its memory the server uses.
 *
 * @param cpuShare of what its loops could use, from 0 to 1 and somewhat more
 * @param heapShare of the memory that it may have, from 0 to 1
 */
public record Load(double cpuShare, double heapShare) {

  /** Why nobody new may come in, where that is so. */
  Optional<LimitException> beyond(Settings.Limits limits) {
    if (limits.cpuPercent() > 0 && cpuShare * 100 > limits.cpuPercent()) {
      return Optional.of(
          new LimitException(
              Limit.CPU,
              "the server is busy beyond %d %% of its processors (max-cpu)"
                  .formatted(limits.cpuPercent())));
    }
    if (limits.memoryPercent() > 0 && heapShare * 100 > limits.memoryPercent()) {
      return Optional.of(
          new LimitException(
              Limit.MEMORY,
              "more than %d %% of the server's memory is taken (max-memory)"
                  .formatted(limits.memoryPercent())));
    }
    return Optional.empty();
  }
}

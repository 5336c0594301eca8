package dev.sluice.benchmarks.load;

import java.time.Duration;

/**
 * What a server must hold for a load to count as carried.
 *
 * @param maxP99 of the one-way latency of packets
 * @param maxLossRatio of packets that never came
 */
public record Limits(Duration maxP99, double maxLossRatio) {

  /** Whether so many viewers got in, got all that was sent to them, and in time. */
  public boolean hold(LoadResult result, int wantedViewers) {
    return result.load().viewers() >= wantedViewers
        && result.packets() > 0
        && result.loss().starvedViewers() == 0
        && result.loss().ratio() <= maxLossRatio
        && result.latency().p99() <= maxP99.toNanos() / 1000;
  }
}

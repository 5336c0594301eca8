package dev.sluice.signaling.metrics;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.SubscriptionCounts;
import dev.sluice.core.session.SendEstimate;
import dev.sluice.core.session.SessionTotals;
import java.util.EnumMap;
import java.util.Map;

/** What viewers get just now and what their networks carry, over all connections that live. */
final class SendingSums {

  /** From sound alone to several big pictures. */
  private static final long[] ESTIMATE_BOUNDS_BPS = {
    50_000,
    100_000,
    200_000,
    300_000,
    500_000,
    750_000,
    1_000_000,
    1_500_000,
    2_000_000,
    3_000_000,
    5_000_000,
    10_000_000,
    20_000_000,
    50_000_000
  };

  private final SubscriptionCounts subscriptions = new SubscriptionCounts();
  private final Map<EstimateLimit, Long> limits = new EnumMap<>(EstimateLimit.class);
  private final long[] estimates = new long[ESTIMATE_BOUNDS_BPS.length + 1];
  private long estimateSumBps;
  private long pacedBytes;
  private double longestPacedMillis;

  void add(SessionTotals session) {
    subscriptions.add(session.subscriptions());
    session.estimate().ifPresent(this::add);
  }

  private void add(SendEstimate estimate) {
    limits.merge(estimate.limit(), 1L, Long::sum);
    pacedBytes += estimate.pacedBytes();
    longestPacedMillis = Math.max(longestPacedMillis, estimate.pacedMillis());
    if (estimate.isMeasured()) {
      estimateSumBps += estimate.bps();
      estimates[bucketOf(estimate.bps())]++;
    }
  }

  private static int bucketOf(long bps) {
    int bucket = 0;
    while (bucket < ESTIMATE_BOUNDS_BPS.length && bps > ESTIMATE_BOUNDS_BPS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  SubscriptionCounts subscriptions() {
    return subscriptions;
  }

  /** Connections to which something is to be sent, by what keeps their estimate from rising. */
  long limitedBy(EstimateLimit limit) {
    return limits.getOrDefault(limit, 0L);
  }

  int estimateBuckets() {
    return estimates.length;
  }

  /** The most that an estimate in the bucket may be, in bit/s; infinite for the last bucket. */
  double estimateBoundBps(int bucket) {
    return bucket < ESTIMATE_BOUNDS_BPS.length
        ? (double) ESTIMATE_BOUNDS_BPS[bucket]
        : Double.POSITIVE_INFINITY;
  }

  /** Measured estimates in the bucket, without those in lower ones. */
  long estimates(int bucket) {
    return estimates[bucket];
  }

  long estimateSumBps() {
    return estimateSumBps;
  }

  long pacedBytes() {
    return pacedBytes;
  }

  double longestPacedMillis() {
    return longestPacedMillis;
  }
}

package dev.sluice.signaling.metrics;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.text.Words;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;

/** Who gets less than there is, and what of their networks keeps it from them. */
final class SendingFamilies {

  private SendingFamilies() {}

  static void write(SendingSums sums, Families families) {
    families.gauge(
        "sluice_subscription_states",
        "Media sections on which somebody connected receives, by what they are doing",
        points -> {
          for (MediaKind kind : MediaKind.values()) {
            for (SubscriptionState state : SubscriptionState.values()) {
              if (state != SubscriptionState.CLOSED) {
                points.add(
                    sums.subscriptions().get(kind, state),
                    "kind",
                    Words.of(kind),
                    "state",
                    Words.of(state));
              }
            }
          }
        });
    families.gauge(
        "sluice_subscription_layers",
        "Media sections on which somebody connected receives, by why it is no better or nothing",
        points -> {
          for (MediaKind kind : MediaKind.values()) {
            for (LayerReason reason : LayerReason.values()) {
              points.add(
                  sums.subscriptions().get(kind, reason),
                  "kind",
                  Words.of(kind),
                  "reason",
                  Words.of(reason));
            }
          }
        });
    families.gauge(
        "sluice_estimate_limits",
        "Connections that media is sent to, by what keeps the estimate of their network where it"
            + " is; start: nothing has been measured yet",
        points -> {
          for (EstimateLimit limit : EstimateLimit.values()) {
            points.add(sums.limitedBy(limit), "limit", Words.of(limit));
          }
        });
    families.add(estimates(sums));
    families.gauge(
        "sluice_pacer_queue_bytes",
        "Bytes that wait so that viewers' links aren't flooded",
        points -> points.add(sums.pacedBytes()));
    families.gauge(
        "sluice_pacer_longest_wait_seconds",
        "How long what waits will take to leave, to the viewer to whom it takes longest",
        points -> points.add(sums.longestPacedMillis() / 1e3));
  }

  /** Of what is now, not since the start: its buckets go up and down. */
  private static HistogramSnapshot estimates(SendingSums sums) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < sums.estimateBuckets(); i++) {
      buckets.bucket(sums.estimateBoundBps(i), sums.estimates(i));
    }
    return HistogramSnapshot.builder()
        .name("sluice_estimate_bits_per_second")
        .help("What viewers' networks carry, by estimate, of the connections where it is measured")
        .gaugeHistogram(true)
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(buckets.build())
                .sum((double) sums.estimateSumBps())
                .build())
        .build();
  }
}

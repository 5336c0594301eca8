package dev.sluice.signaling.metrics;

import dev.sluice.ice.LoopStatistics;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** How the media loops are doing: who waits, and how much of a core is used up. */
final class LoopFamilies {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private LoopFamilies() {}

  static void write(List<LoopStatistics> loops, Families families) {
    families.add(lateness(loops));
    families.counter(
        "sluice_loop_cpu_seconds",
        "Processor time of a media loop's thread; its rate is the busy share of one core",
        points -> {
          for (int i = 0; i < loops.size(); i++) {
            // -1 once the thread has ended, which is when the server does.
            long nanos = Math.max(0, THREADS.getThreadCpuTime(loops.get(i).threadId()));
            points.add(nanos / 1e9, "loop", String.valueOf(i));
          }
        });
    families.gauge(
        "sluice_loop_connections",
        "Connections that a media loop owns",
        points -> {
          for (int i = 0; i < loops.size(); i++) {
            points.add(loops.get(i).connections(), "loop", String.valueOf(i));
          }
        });
    families.gauge(
        "sluice_loop_send_queue_bytes",
        "Bytes that the system had not taken yet when the media loop looked last",
        points -> {
          for (int i = 0; i < loops.size(); i++) {
            points.add(loops.get(i).queuedBytes(), "loop", String.valueOf(i));
          }
        });
  }

  private static HistogramSnapshot lateness(List<LoopStatistics> loops) {
    HistogramSnapshot.Builder family =
        HistogramSnapshot.builder()
            .name("sluice_loop_lateness_seconds")
            .help("How long a task of a media loop waits for its turn, measured each 10 ms");
    for (int i = 0; i < loops.size(); i++) {
      family.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("loop", String.valueOf(i)))
              .classicHistogramBuckets(buckets(loops.get(i)))
              .sum(loops.get(i).latenessNanos() / 1e9)
              .build());
    }
    return family.build();
  }

  private static ClassicHistogramBuckets buckets(LoopStatistics loop) {
    List<Long> bounds = LoopStatistics.LATENESS_BOUNDS_NANOS;
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < bounds.size(); i++) {
      buckets.bucket(bounds.get(i) / 1e9, loop.lateTicks().get(i));
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, loop.lateTicks().getLast()).build();
  }
}

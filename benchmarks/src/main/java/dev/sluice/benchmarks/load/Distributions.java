package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.LoadResult.Percentiles;
import dev.sluice.benchmarks.load.LoadResult.Point;
import java.util.List;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/** Histograms as a result holds them. */
final class Distributions {

  /** From the median to where single packets count, as many points for each nine. */
  private static final List<Double> CURVE =
      DoubleStream.of(
              0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.25, 99.5, 99.7,
              99.8, 99.9, 99.95, 99.97, 99.99, 99.995, 99.999, 100)
          .boxed()
          .toList();

  private Distributions() {}

  static Percentiles of(Histogram micros) {
    boolean any = micros.getTotalCount() > 0;
    return new Percentiles(
        micros.getTotalCount(),
        any ? micros.getMean() : 0,
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(90),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9),
        any ? micros.getMaxValue() : 0,
        any
            ? CURVE.stream().map(p -> new Point(p, micros.getValueAtPercentile(p))).toList()
            : List.of());
  }
}

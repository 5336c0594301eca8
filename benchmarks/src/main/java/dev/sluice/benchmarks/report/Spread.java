package dev.sluice.benchmarks.report;

import java.util.Collection;

/** A figure over several runs of the same. */
public record Spread(double least, double median, double most, int runs) {

  /**
   * Sorts them.
   *
   * @throws IllegalArgumentException where there are no values
   */
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no run has this figure");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1], sorted.length);
  }
}

package dev.sluice.signaling.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down metric families: a name, what it means, and a value for each set of labels. */
final class Families {

  /** Takes one value; labels are given as name, value, name, value. */
  @FunctionalInterface
  interface Points {
    void add(double value, String... labels);

    /** Prometheus knows no other numbers; what is lost beyond 2^53 nobody sees. */
    default void add(long value, String... labels) {
      add((double) value, labels);
    }
  }

  private final List<MetricSnapshot> families = new ArrayList<>();

  /**
   * A sum that only grows.
   *
   * @param name without the {@code _total} that it gets
   */
  void counter(String name, String help, Consumer<Points> values) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    values.accept(
        (value, labels) ->
            family.dataPoint(
                CounterDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build()));
    families.add(family.build());
  }

  /** What is now. */
  void gauge(String name, String help, Consumer<Points> values) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    values.accept(
        (value, labels) ->
            family.dataPoint(
                GaugeDataPointSnapshot.builder().value(value).labels(Labels.of(labels)).build()));
    families.add(family.build());
  }

  void add(MetricSnapshot family) {
    families.add(family);
  }

  List<MetricSnapshot> all() {
    return List.copyOf(families);
  }
}

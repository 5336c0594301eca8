package dev.sluice.core.simulation;

import java.util.Arrays;

/** Values at moments, in order of time. */
final class TimeSeries {

  private final String name;
  private double[] seconds = new double[256];
  private double[] values = new double[256];
  private int size;

  TimeSeries(String name) {
    this.name = name;
  }

  void add(double atSeconds, double value) {
    if (size == seconds.length) {
      seconds = Arrays.copyOf(seconds, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    seconds[size] = atSeconds;
    values[size] = value;
    size++;
  }

  /** Of the values later than {@code from} and not later than {@code to}; 0 without any. */
  double mean(double from, double to) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (seconds[i] > from && seconds[i] <= to) {
        sum += values[i];
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** From {@code from} to the first value not above this; infinite without any. */
  double secondsUntilAtMost(double limit, double from) {
    for (int i = 0; i < size; i++) {
      if (seconds[i] > from && values[i] <= limit) {
        return seconds[i] - from;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  double max() {
    return Arrays.stream(values, 0, size).max().orElse(0);
  }

  String name() {
    return name;
  }

  int size() {
    return size;
  }

  double seconds(int index) {
    return seconds[index];
  }

  double value(int index) {
    return values[index];
  }
}

package dev.sluice.benchmarks.report;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param runs of each scenario with each server
 * @param warmUp from the last join on, before anything is measured
 * @param jvmWarmUp likewise of a JVM, which goes on compiling what runs often for minutes
 * @param measurement of one load
 * @param step of one load while the largest is searched for
 */
record Lengths(int runs, Duration warmUp, Duration jvmWarmUp, Duration measurement, Duration step) {

  static final Lengths FULL =
      new Lengths(
          5,
          Duration.ofSeconds(45),
          Duration.ofSeconds(120),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  static final Lengths QUICK =
      new Lengths(
          1,
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3));

  Lengths withRuns(int other) {
    return new Lengths(other, warmUp, jvmWarmUp, measurement, step);
  }
}

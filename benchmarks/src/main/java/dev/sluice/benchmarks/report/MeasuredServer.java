package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.signaling.Signaling;
import java.util.Optional;

/** A server that runs, for one run of a scenario. */
public interface MeasuredServer extends AutoCloseable {

  /** Of its process. */
  long pid();

  /** Where clients find it. */
  LoadPlan.Target target();

  /** A way in, for one load test, which closes it. */
  Signaling signaling();

  /** Where a JVM tells its pauses and collections; empty of what is none. */
  Optional<JvmLogs> logs();

  /** Ends the process, and waits until it has ended. */
  @Override
  void close();
}

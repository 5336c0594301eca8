package dev.sluice.benchmarks.report;

import java.util.Optional;

/** A kind of server that is put through scenarios, each time as a new process. */
public interface Contender {

  /** Its name, with what distinguishes its configuration. */
  String name();

  /** Why it can't be measured here, in a sentence; empty where it can. */
  Optional<String> unavailable();

  /**
   * Starts it and waits until it takes clients.
   *
   * @param loops threads that forward media, each with a processor of its own
   * @throws BenchException if it doesn't start
   */
  MeasuredServer start(int loops) throws BenchException, InterruptedException;
}

package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadException;
import java.io.IOException;
import java.util.List;

/**
 * One thing that the report measures.
 *
 * @param name on the command line
 * @param how what is done and what is counted, in sentences
 * @param goals what Sluice should come to
 * @param compared whether competitors are put through it as well
 */
record Scenario(
    String name, String title, String how, List<Goal> goals, boolean compared, Work work) {

  /** Does it, once. */
  @FunctionalInterface
  interface Work {
    void run(Trial trial) throws BenchException, LoadException, InterruptedException, IOException;
  }
}

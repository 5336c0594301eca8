package dev.sluice.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time that the measuring threads spent per operation: on a machine that has other
 * work as well it says more than time on the clock. The JVM's own threads don't count.
 */
public final class CpuTimeProfiler implements InternalProfiler {

  /** The name of the result. */
  static final String NANOS_PER_OPERATION = "cpu.norm";

  /** In the names of the threads that measure. */
  static final String MEASURING_THREAD = "jmh-worker";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long beforeNanos;

  @Override
  public String getDescription() {
    return "Processor time of the measuring threads";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    beforeNanos = cpuNanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = cpuNanos() - beforeNanos;
    return List.of(
        new ScalarResult(
            NANOS_PER_OPERATION,
            nanos / result.getMetadata().getAllOps(),
            "ns/op",
            AggregationPolicy.AVG));
  }

  private long cpuNanos() {
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(MEASURING_THREAD)) {
        nanos += threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }
}

package dev.sluice.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * JMH's threads as Netty makes those of its event loops: for others it pools less. JMH makes one by
 * its name ({@code jmh.executor.class}).
 */
public final class EventLoopThreads extends ThreadPoolExecutor {

  /** As JMH wants it. */
  public EventLoopThreads(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix + "-" + CpuTimeProfiler.MEASURING_THREAD, true));
  }
}

package dev.sluice.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the calling thread allocates on the heap, again and again.
 *
 * <p>The tests' JVM runs without escape analysis (see the parent pom): an object that an optimizing
 * compiler would have done without is counted, whether or not it has come round to compiling.
 */
public final class AllocationMeter {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int ROUNDS = 10;

  private AllocationMeter() {}

  /**
   * Bytes that {@code work} allocates each time: the least of ten rounds, because what happens once
   * doesn't count. Tables grow to their size, and the JVM makes a class's string constants on the
   * thread whose call has a method compiled.
   */
  public static long bytesOf(Runnable work) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long first = THREADS.getCurrentThreadAllocatedBytes();
      long reading = THREADS.getCurrentThreadAllocatedBytes() - first;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      work.run();
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before - reading;
      least = Math.min(least, bytes);
    }
    return least;
  }
}

package dev.sluice.signaling.admission;

import java.util.function.LongSupplier;

/** How busy the process is, as a share of what its media loops could use. Control thread only. */
public final class CpuLoad {

  /** How often {@link #sample} wants to be called. */
  public static final int SAMPLE_MILLIS = 1_000;

  /** Over which it is averaged: a second's peak is no overload. */
  private static final double AVERAGE_NANOS = 5e9;

  private final LongSupplier cpuNanos;
  private final LongSupplier nowNanos;
  private final int loops;
  private long lastCpuNanos;
  private long lastNanos;
  private double share;

  /**
   * An idle one.
   *
   * @param cpuNanos CPU time that the process has used
   * @param nowNanos a monotonic clock
   */
  public CpuLoad(LongSupplier cpuNanos, LongSupplier nowNanos, int loops) {
    this.cpuNanos = cpuNanos;
    this.nowNanos = nowNanos;
    this.loops = loops;
    this.lastCpuNanos = cpuNanos.getAsLong();
    this.lastNanos = nowNanos.getAsLong();
  }

  /** Looks at the clocks. */
  public void sample() {
    long cpu = cpuNanos.getAsLong();
    long now = nowNanos.getAsLong();
    if (now > lastNanos) {
      double elapsedNanos = now - lastNanos;
      double sample = (cpu - lastCpuNanos) / elapsedNanos / loops;
      // By time, as late timers come in bursts and CPU time in ticks: a short sample may be wild.
      share += (1 - Math.exp(-elapsedNanos / AVERAGE_NANOS)) * (sample - share);
      lastCpuNanos = cpu;
      lastNanos = now;
    }
  }

  /** From 0 to 1, and somewhat more where other threads are busy too. */
  public double share() {
    return share;
  }
}

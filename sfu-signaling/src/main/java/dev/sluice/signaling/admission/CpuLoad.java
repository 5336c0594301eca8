package dev.sluice.signaling.admission;

import java.util.function.LongSupplier;

/** How busy the process is, as a share of what its media loops could use. Control thread only. */
public final class CpuLoad {

  /** How often {@link #sample} wants to be called. */
  public static final int SAMPLE_MILLIS = 1_000;

  /** Of a new sample: a second's peak is no overload, five seconds are. */
  private static final double WEIGHT = 0.2;

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
      double sample = (double) (cpu - lastCpuNanos) / (now - lastNanos) / loops;
      share += WEIGHT * (sample - share);
      lastCpuNanos = cpu;
      lastNanos = now;
    }
  }

  /** From 0 to 1, and somewhat more where other threads are busy too. */
  public double share() {
    return share;
  }
}

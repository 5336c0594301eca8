package dev.sluice.core.congestion;

/**
 * The rate towards a viewer that sends no transport-wide feedback, from its receiver reports'
 * losses (draft-ietf-rmcat-gcc-02 section 6) and, where it sends them, REMB messages.
 */
final class ReportBasedRate {

  private static final long INTERVAL_NANOS = 1_000_000_000;

  /** In 1/256, as reports have it: 2 and 10 %. */
  private static final int LITTLE = 5;

  private static final int MUCH = 25;

  private static final double RISE = 1.25;
  private static final double AHEAD = 1.5;

  private double bps;
  private double rembBps;
  private int worst;
  private long sinceNanos;
  private long sinceBytes;
  private boolean begun;
  private boolean lossy;

  ReportBasedRate(double startBps) {
    this.bps = startBps;
  }

  /**
   * A stream's report has come.
   *
   * @param fractionLost in 1/256
   * @param sentBytes in all, since the beginning
   * @param desiredBps how much could be used
   */
  void onReport(int fractionLost, long sentBytes, double desiredBps, long nowNanos) {
    worst = Math.max(worst, fractionLost);
    long elapsed = nowNanos - sinceNanos;
    if (begun && elapsed < INTERVAL_NANOS) {
      return;
    }
    if (begun) {
      judge((sentBytes - sinceBytes) * 8e9 / elapsed, desiredBps);
    }
    begun = true;
    sinceNanos = nowNanos;
    sinceBytes = sentBytes;
    worst = 0;
  }

  private void judge(double sentBps, double desiredBps) {
    lossy = worst > MUCH;
    if (lossy) {
      bps = Math.max(DelayBasedRate.MIN_BPS, Math.min(bps, sentBps) * (1 - worst / 512.0));
    } else if (worst <= LITTLE) {
      // Such a viewer can't be probed: without losses it is taken to bear what could be used.
      double most = rembBps > 0 ? rembBps : AHEAD * Math.max(sentBps, desiredBps);
      bps = Math.max(bps, Math.min(bps * RISE, most));
    }
  }

  /** The viewer has said by REMB what it can receive. */
  void onRemb(double limitBps) {
    rembBps = Math.max(1, limitBps);
    if (!lossy) {
      // The viewer has measured, and we have guessed.
      bps = Math.max(bps, rembBps);
    }
  }

  double bps() {
    return rembBps > 0 ? Math.min(bps, rembBps) : bps;
  }

  /** Whether anything has been heard. */
  boolean hasBegun() {
    return begun || rembBps > 0;
  }

  EstimateLimit limit() {
    if (rembBps > 0 && bps >= rembBps) {
      return EstimateLimit.REMB;
    }
    return lossy ? EstimateLimit.LOSS : EstimateLimit.APPLICATION_LIMITED;
  }
}

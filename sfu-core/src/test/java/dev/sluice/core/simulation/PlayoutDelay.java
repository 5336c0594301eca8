package dev.sluice.core.simulation;

/**
 * How long a receiver holds frames so that they play evenly: a little more than the worst of late,
 * reached and left gradually. A plain stand-in for libwebrtc's jitter estimator and timing.
 */
final class PlayoutDelay {

  private static final long MAX_NANOS = 500 * Simulation.MILLI;

  /** How fast the delay itself moves, as libwebrtc's VCMTiming: 100 ms a second. */
  private static final double SLEW = 0.1;

  /** How fast a late frame is forgotten: 10 ms a second. */
  private static final double DECAY = 0.01;

  private boolean started;
  private long minTransitNanos;
  private long targetNanos;
  private long currentNanos;
  private long lastNanos;

  /**
   * A frame has become whole.
   *
   * @param mediaNanos its timestamp on a clock of its own
   */
  void onFrame(long mediaNanos, long nowNanos) {
    long transit = nowNanos - mediaNanos;
    if (!started) {
      started = true;
      minTransitNanos = transit;
      lastNanos = nowNanos;
    }
    minTransitNanos = Math.min(minTransitNanos, transit);
    long elapsed = nowNanos - lastNanos;
    lastNanos = nowNanos;
    long late = Math.min(MAX_NANOS, transit - minTransitNanos);
    targetNanos = Math.max(late, targetNanos - (long) (elapsed * DECAY));
    long step = (long) (elapsed * SLEW);
    currentNanos += Math.clamp(targetNanos - currentNanos, -step, step);
  }

  /** When a frame is to be shown, at the earliest. */
  long dueNanos(long mediaNanos) {
    return mediaNanos + minTransitNanos + currentNanos;
  }

  /** How far a moment is behind the one at which a frame could have been there at the soonest. */
  long latenessNanos(long mediaNanos, long atNanos) {
    return atNanos - mediaNanos - minTransitNanos;
  }
}

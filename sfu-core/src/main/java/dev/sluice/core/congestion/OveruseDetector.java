package dev.sluice.core.congestion;

/**
 * Whether more is sent than the bottleneck carries: the queue before it is there and grows, or is
 * there and doesn't go away.
 */
final class OveruseDetector {

  /** The least wait that counts; above what jitter makes. */
  private static final long MIN_GATE_NANOS = 10_000_000;

  private static final long MAX_GATE_NANOS = 50_000_000;

  /** Five per cent too much, as libwebrtc's trendline estimator has it at rest. */
  private static final double GROWING = 0.05;

  /** A queue of such a length is too long even where it doesn't grow. */
  private static final long STANDING_NANOS = 60_000_000;

  /**
   * What others' frames take, which may always come just before ours, is no queue that sending less
   * would shorten: two viewers of one camera behind one link have it so.
   */
  private static final long OTHERS_FRAME_NANOS = 35_000_000;

  private static final double STILL = 0.04;

  private final QueueDelay queue;

  OveruseDetector(QueueDelay queue) {
    this.queue = queue;
  }

  /** A queue shorter than this is none. */
  long gateNanos() {
    return Math.min(MAX_GATE_NANOS, MIN_GATE_NANOS + 2 * queue.jitterNanos());
  }

  boolean isOverused() {
    long standing = queue.standingNanos();
    long gate = gateNanos();
    if (standing <= gate) {
      return false;
    }
    double trend = queue.trend();
    return trend > GROWING || (standing > gate + STANDING_NANOS && trend > -GROWING);
  }

  /** Whether next to nothing waits. */
  boolean isEmpty() {
    return queue.standingNanos() <= gateNanos();
  }

  /** Whether nothing waits that is ours. */
  boolean isCalm() {
    long standing = queue.standingNanos();
    long gate = gateNanos();
    return standing <= gate
        || (standing <= gate + OTHERS_FRAME_NANOS && Math.abs(queue.trend()) < STILL);
  }
}

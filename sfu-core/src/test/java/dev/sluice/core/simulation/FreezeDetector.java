package dev.sluice.core.simulation;

/**
 * When a picture has frozen, as "Identifiers for WebRTC's Statistics API" defines freezeCount: the
 * time between two rendered frames exceeds {@code max(3 δ, δ + 150 ms)}, where δ is the mean of the
 * last 30.
 */
final class FreezeDetector {

  private static final int WINDOW = 30;

  /** As libwebrtc: fewer intervals make no mean. */
  private static final int MIN_INTERVALS = 5;

  private static final long MARGIN_NANOS = 150 * Simulation.MILLI;

  private final long[] intervals = new long[WINDOW];
  private int count;
  private int next;
  private long sum;

  /** Takes in the time since the frame before, and says whether that was a freeze. */
  boolean add(long intervalNanos) {
    boolean frozen = isFreeze(intervalNanos);
    if (count == WINDOW) {
      sum -= intervals[next];
    } else {
      count++;
    }
    intervals[next] = intervalNanos;
    sum += intervalNanos;
    next = (next + 1) % WINDOW;
    return frozen;
  }

  /** Whether the picture is frozen when the next frame comes only after so long. */
  boolean isFreeze(long intervalNanos) {
    if (count < MIN_INTERVALS) {
      return false;
    }
    long mean = sum / count;
    return intervalNanos > Math.max(3 * mean, mean + MARGIN_NANOS);
  }
}

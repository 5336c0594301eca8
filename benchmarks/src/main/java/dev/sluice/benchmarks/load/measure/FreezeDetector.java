package dev.sluice.benchmarks.load.measure;

/**
 * Tells when a viewer's picture stood still, as libwebrtc's {@code freezeCount} does (webrtc-stats,
 * section 8.2): a frame that comes later than three times the average interval, or 150 ms more than
 * that average, whichever is later. The average is over the last 30 intervals.
 */
public final class FreezeDetector {

  private static final int WINDOW = 30;

  /** Fewer intervals make no average. */
  private static final int MIN_INTERVALS = 5;

  private static final long MIN_INCREASE_NANOS = 150_000_000;

  private final long[] intervals = new long[WINDOW];
  private long sumNanos;
  private int count;
  private long lastFrameNanos;
  private boolean begun;

  /**
   * A whole frame is there.
   *
   * @return how long the picture stood still before it, 0 where it didn't
   */
  public long onFrame(long nowNanos) {
    if (!begun) {
      begun = true;
      lastFrameNanos = nowNanos;
      return 0;
    }
    long interval = nowNanos - lastFrameNanos;
    boolean froze = isFreeze(interval);
    lastFrameNanos = nowNanos;
    add(interval);
    return froze ? interval : 0;
  }

  /** How long the picture has been standing still at this moment, 0 where it isn't. */
  public long ongoingNanos(long nowNanos) {
    long interval = nowNanos - lastFrameNanos;
    return begun && isFreeze(interval) ? interval : 0;
  }

  private boolean isFreeze(long interval) {
    if (count < MIN_INTERVALS) {
      return false;
    }
    long average = sumNanos / Math.min(count, WINDOW);
    return interval >= Math.max(3 * average, average + MIN_INCREASE_NANOS);
  }

  private void add(long interval) {
    int slot = count % WINDOW;
    if (count >= WINDOW) {
      sumNanos -= intervals[slot];
    }
    intervals[slot] = interval;
    sumNanos += interval;
    count++;
  }
}

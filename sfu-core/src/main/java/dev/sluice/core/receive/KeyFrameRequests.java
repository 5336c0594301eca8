package dev.sluice.core.receive;

/**
 * When to ask a publisher for a keyframe: once for everybody who waits, and again until it comes.
 *
 * <p>An encoder needs a round trip and a frame's time to answer, and a keyframe costs as much as
 * many frames: so requests are at least {@code 300 ms} apart, and repetitions become rarer while
 * nothing answers.
 */
public final class KeyFrameRequests {

  private static final long MIN_INTERVAL_NANOS = 300_000_000;
  private static final long FIRST_RETRY_NANOS = 500_000_000;
  private static final long MAX_RETRY_NANOS = 4_000_000_000L;

  private boolean wanted;
  private boolean asked;
  private long askedNanos;
  private long intervalNanos;

  /** Somebody needs a keyframe. */
  public void request() {
    intervalNanos = wanted ? Math.min(intervalNanos, FIRST_RETRY_NANOS) : MIN_INTERVAL_NANOS;
    wanted = true;
  }

  /** Another stream begins: what was asked before concerned none, or another encoder. */
  public void onNewStream() {
    asked = false;
  }

  /** A keyframe has begun to arrive. */
  public void onKeyFrame() {
    wanted = false;
  }

  /** Whether to ask the publisher now; if so, it is taken for asked. */
  public boolean takeDue(long nowNanos) {
    if (!wanted || (asked && nowNanos - askedNanos < intervalNanos)) {
      return false;
    }
    asked = true;
    askedNanos = nowNanos;
    intervalNanos =
        intervalNanos < FIRST_RETRY_NANOS
            ? FIRST_RETRY_NANOS
            : Math.min(MAX_RETRY_NANOS, intervalNanos * 2);
    return true;
  }
}

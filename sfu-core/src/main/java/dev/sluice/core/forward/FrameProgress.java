package dev.sluice.core.forward;

/**
 * Whether an encoding gets on, or has been stopped while others of its publication go on: when a
 * network stalls, they all do.
 *
 * <p>Belongs to the publisher's loop.
 */
final class FrameProgress {

  /** Ticks and frames that one has missed that was stopped. */
  private static final int TICKS_BEHIND = 2;

  private static final int FRAMES_BEHIND = 3;

  private long tickedFrames;
  private long movedNanos;
  private int ticksBehind;

  /** Whether it has got on since the last tick. */
  boolean hasMoved(long frames) {
    return frames != tickedFrames;
  }

  /**
   * Some times a second.
   *
   * @param frames received so far
   * @param othersMove whether this or another encoding of the publication has got on
   */
  void onTick(long frames, boolean othersMove, long nowNanos) {
    if (hasMoved(frames)) {
      tickedFrames = frames;
      movedNanos = nowNanos;
      ticksBehind = 0;
    } else if (othersMove) {
      ticksBehind++;
    }
  }

  /**
   * Whether it has been stopped.
   *
   * @param framesPerSecond at which it came
   */
  boolean isBehind(double framesPerSecond, long nowNanos) {
    return ticksBehind >= TICKS_BEHIND
        && (nowNanos - movedNanos) * framesPerSecond >= FRAMES_BEHIND * 1e9;
  }
}

package dev.sluice.benchmarks.load.media;

/** One publisher's video or audio, without end. Belongs to that publisher. */
public interface MediaSource {

  /** When the next frame is due, in nanoseconds from the first. */
  long nextNanos();

  /**
   * Takes the next frame.
   *
   * @param keyFrameWanted whether a viewer waits for a key frame; a source that can't make one goes
   *     on with the next it has
   */
  void next(boolean keyFrameWanted, EncodedFrame out);
}

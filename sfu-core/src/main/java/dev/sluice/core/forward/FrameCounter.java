package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.rtp.RtpTimestamp;

/** Counts frames by their timestamps: late packets belong to frames counted already. */
final class FrameCounter {

  private boolean any;
  private int newestTimestamp;
  private boolean anyKeyFrame;
  private int keyFrameTimestamp;
  private long frames;
  private long keyFrames;

  void count(int timestamp, FrameInfo frame) {
    if (!any || RtpTimestamp.isNewer(timestamp, newestTimestamp)) {
      any = true;
      newestTimestamp = timestamp;
      frames++;
    }
    // Parameter sets and the slice behind them both begin the same keyframe.
    if (frame.keyFrame && (!anyKeyFrame || timestamp != keyFrameTimestamp)) {
      anyKeyFrame = true;
      keyFrameTimestamp = timestamp;
      keyFrames++;
    }
  }

  long frames() {
    return frames;
  }

  long keyFrames() {
    return keyFrames;
  }
}

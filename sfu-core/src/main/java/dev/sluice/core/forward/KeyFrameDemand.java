package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;

/** When one viewer asks its source for a keyframe; the source asks its publisher for all. */
final class KeyFrameDemand {

  /** How often a viewer that waits asks anew, in case the keyframe got lost on the way to it. */
  private static final long ASK_AGAIN_NANOS = 1_000_000_000;

  /** A viewer's own requests are passed on no more often than this. */
  private static final long PASS_ON_NANOS = 100_000_000;

  private final boolean video;
  private long askedNanos;
  private boolean passedOn;
  private long passedOnNanos;

  KeyFrameDemand(MediaKind kind) {
    this.video = kind == MediaKind.VIDEO;
  }

  /** The source will be asked when it answers. */
  void onAttach(long nowNanos) {
    askedNanos = nowNanos;
  }

  /** The viewer's stream can't go on without a keyframe. */
  void ask(Branch source, long nowNanos) {
    askedNanos = nowNanos;
    if (video && source != null) {
      source.encoding().requestKeyFrame();
    }
  }

  /** As {@link #ask}, from time to time while it waits. */
  void askAgain(Branch source, long nowNanos) {
    if (nowNanos - askedNanos >= ASK_AGAIN_NANOS) {
      ask(source, nowNanos);
    }
  }

  /** The viewer itself asks, by PLI or FIR. */
  void passOn(Branch source, long nowNanos) {
    if (source == null || (passedOn && nowNanos - passedOnNanos < PASS_ON_NANOS)) {
      return;
    }
    passedOn = true;
    passedOnNanos = nowNanos;
    source.encoding().requestKeyFrame();
  }
}

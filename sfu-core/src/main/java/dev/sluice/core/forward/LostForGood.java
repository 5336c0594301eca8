package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;

/**
 * What a viewer misses of a video and can't be sent any more, or not in time, as after an outage:
 * when there is so much of it that only a keyframe helps, and what isn't worth sending again from
 * then on.
 *
 * <p>Belongs to the viewer's loop.
 */
final class LostForGood {

  /**
   * A run of so many packets holds frames that later ones need. A few, lost again and again, may
   * belong to frames that none needs.
   */
  private static final int HOPELESS = 10;

  private final boolean video;
  private final SequenceRewriter sequences;

  /** The newest keyframe begins with it. */
  private long keyFrameOut;

  /** What has a lower number is of no use any more. */
  private long uselessBefore;

  /** Where the latest run of them ends, and how long it is. */
  private long runEndOut;

  private int runLength;

  LostForGood(MediaKind kind, SequenceRewriter sequences) {
    this.video = kind == MediaKind.VIDEO;
    this.sequences = sequences;
  }

  /** A keyframe begins with this packet. */
  void onKeyFrame(long out) {
    keyFrameOut = out;
  }

  /**
   * The viewer misses a packet.
   *
   * @param tooOld whether it would come too late
   * @param branch where it may still be had; null for nowhere
   * @return whether only a keyframe helps now: told once for all that was sent until now, which
   *     {@link #isUseless} from here on
   */
  boolean add(long out, boolean tooOld, Branch branch) {
    if (!video || branch == null || out < keyFrameOut || isUseless(out)) {
      return false;
    }
    long source = sequences.sourceOf(out);
    if (source < 0 || (!tooOld && !branch.hasForgotten(source))) {
      return false;
    }
    runLength = out == runEndOut + 1 ? runLength + 1 : 1;
    runEndOut = out;
    if (runLength < HOPELESS) {
      return false;
    }
    uselessBefore = sequences.nextOut();
    return true;
  }

  /** Whether a packet, sent again, would only stand in the way of the keyframe. */
  boolean isUseless(long out) {
    return out < uselessBefore;
  }
}

package dev.sluice.core.room;

import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtp.MediaKind;

/**
 * One media section on which a participant or a viewer receives.
 *
 * @param mid the media section at the receiver
 * @param track what plays there; null while there is nothing to play
 * @param paused whether the receiver has paused it
 */
public record Reception(String mid, Track track, Subscription subscription, boolean paused) {

  boolean isVideo() {
    return track != null && track.kind() == MediaKind.VIDEO;
  }

  /** Whether the same track plays on the same subscription. */
  boolean isSamePlayback(Reception other) {
    return track == other.track && subscription == other.subscription;
  }
}

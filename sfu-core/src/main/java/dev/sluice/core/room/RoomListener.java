package dev.sluice.core.room;

import dev.sluice.core.forward.SubscriptionStatistics;

/**
 * Hears what happens in one room, or in all rooms, in the order in which it happens. Called on the
 * control thread after the change has been made; must not change rooms before it returns. One that
 * throws keeps no other from hearing.
 */
public interface RoomListener {

  /** Somebody is about to enter a room that wasn't there. */
  default void roomOpened(Room room) {}

  /** The last one has left. */
  default void roomClosed(Room room) {}

  default void participantJoined(Participant participant) {}

  /** Its tracks have been unpublished before, each with its own event. */
  default void participantLeft(Participant participant, LeaveReason reason) {}

  /** Its name or metadata has changed. */
  default void participantUpdated(Participant participant) {}

  default void trackPublished(Track track) {}

  default void trackUnpublished(Track track) {}

  default void trackPaused(Track track) {}

  default void trackResumed(Track track) {}

  /** {@link Room#speakers} has changed. Also who speaks hears it. */
  default void speakersChanged(Room room) {}

  /** A moderator has muted it, or taken that back: see {@link Track#muted}. */
  default void trackMutedOrUnmuted(Track track) {}

  default void viewerJoined(Viewer viewer) {}

  default void viewerLeft(Viewer viewer, LeaveReason reason) {}

  /** The participant has another connection, or receives something else. */
  default void mediaChanged(Participant participant) {}

  /** The viewer has another connection, or receives something else. */
  default void mediaChanged(Viewer viewer) {}

  /** Which quality of a video a participant receives, or why none, has changed. */
  default void layerChanged(Participant receiver, Track track, SubscriptionStatistics now) {}

  default void layerChanged(Viewer receiver, Track track, SubscriptionStatistics now) {}
}

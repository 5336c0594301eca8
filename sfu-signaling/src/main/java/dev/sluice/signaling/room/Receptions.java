package dev.sluice.signaling.room;

import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Track;

/** What participants' and viewers' receptions have in common. */
final class Receptions {

  private Receptions() {}

  /** Media flows unless the receiver or the publisher has paused it, or a moderator muted it. */
  static void applyPause(Reception reception) {
    Track track = reception.track();
    if (reception.paused() || (track != null && !track.flows())) {
      reception.subscription().pause();
    } else {
      reception.subscription().resume();
    }
  }
}

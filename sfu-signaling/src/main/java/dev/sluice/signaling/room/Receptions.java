package dev.sluice.signaling.room;

import dev.sluice.core.forward.PauseReason;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Track;

/** What participants' and viewers' receptions have in common. */
final class Receptions {

  private Receptions() {}

  /** Media flows unless the receiver or the publisher has paused it, or a moderator muted it. */
  static void applyPause(Reception reception) {
    Track track = reception.track();
    apply(reception, PauseReason.MODERATOR, track != null && track.muted());
    apply(reception, PauseReason.PUBLISHER, track != null && track.paused());
    apply(reception, PauseReason.VIEWER, reception.paused());
  }

  private static void apply(Reception reception, PauseReason reason, boolean holds) {
    if (holds) {
      reception.subscription().pause(reason);
    } else {
      reception.subscription().resume(reason);
    }
  }
}

package dev.sluice.core.room;

import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.forward.WantedEncoding;
import java.util.List;

/**
 * A participant's own ear: what others in its room do, and what concerns itself alone. It does not
 * hear its own acts, but a moderator's on its own tracks.
 */
public interface ParticipantListener extends RoomListener {

  /** {@link Participant#wantedTracks} has changed, by its own wish or by what others publish. */
  default void wantedTracksChanged() {}

  /** {@link Room#lastN} has changed, or {@link Participant#leftOut}. */
  default void lastNChanged() {}

  /**
   * Other encodings of one of its tracks are watched than before: those that aren't need not be
   * sent. Comes only after {@link Participant#heedDemand}.
   */
  default void demandChanged(Track track, List<WantedEncoding> encodings) {}

  /** What it gets of a video just now, since {@link Participant#askForLayers} asked. */
  default void layerReported(Track track, SubscriptionStatistics now) {}

  /**
   * It is out of the room: it left, or was put out, for instance because another session took over
   * its id.
   */
  default void removed(LeaveReason reason) {}
}

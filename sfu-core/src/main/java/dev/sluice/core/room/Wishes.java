package dev.sluice.core.room;

import java.util.HashSet;
import java.util.Set;

/**
 * What a participant wants to receive: everything, certain participants, certain tracks, minus what
 * it has unsubscribed from. The narrower wish beats the wider: a track's the participant's, the
 * participant's that for all.
 */
final class Wishes {

  private boolean all;
  private final Set<String> participants = new HashSet<>();
  private final Set<String> exceptParticipants = new HashSet<>();
  private final Set<String> tracks = new HashSet<>();
  private final Set<String> exceptTracks = new HashSet<>();

  boolean want(Track track) {
    if (tracks.contains(track.id())) {
      return true;
    }
    if (exceptTracks.contains(track.id())) {
      return false;
    }
    String publisher = track.publisher().id();
    if (participants.contains(publisher)) {
      return true;
    }
    return all && !exceptParticipants.contains(publisher);
  }

  /** Everything, or nothing: either way earlier wishes are forgotten. */
  void setAll(boolean wanted) {
    all = wanted;
    participants.clear();
    exceptParticipants.clear();
    tracks.clear();
    exceptTracks.clear();
  }

  /** All of one participant, now and later; earlier wishes for its tracks are forgotten. */
  void setParticipant(Participant publisher, boolean wanted) {
    (wanted ? participants : exceptParticipants).add(publisher.id());
    (wanted ? exceptParticipants : participants).remove(publisher.id());
    for (Track track : publisher.tracks()) {
      forget(track);
    }
  }

  void setTrack(Track track, boolean wanted) {
    (wanted ? tracks : exceptTracks).add(track.id());
    (wanted ? exceptTracks : tracks).remove(track.id());
  }

  /** The track is gone and its id never comes back. */
  void forget(Track track) {
    tracks.remove(track.id());
    exceptTracks.remove(track.id());
  }
}

package dev.sluice.core.room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Those who meet under one name. Made when the first comes, gone when the last leaves. Control
 * thread only.
 */
public final class Room {

  private final String name;
  private final Rooms rooms;
  private final Map<String, Participant> participants = new LinkedHashMap<>();
  private final Map<String, Viewer> viewers = new LinkedHashMap<>();

  Room(String name, Rooms rooms) {
    this.name = name;
    this.rooms = rooms;
  }

  public String name() {
    return name;
  }

  /** In the order of joining. */
  public List<Participant> participants() {
    return List.copyOf(participants.values());
  }

  public Optional<Participant> participant(String id) {
    return Optional.ofNullable(participants.get(id));
  }

  public Optional<Track> track(String id) {
    for (Participant participant : participants.values()) {
      for (Track track : participant.tracks()) {
        if (track.id().equals(id)) {
          return Optional.of(track);
        }
      }
    }
    return Optional.empty();
  }

  public List<Viewer> viewers() {
    return List.copyOf(viewers.values());
  }

  boolean isEmpty() {
    return participants.isEmpty() && viewers.isEmpty();
  }

  RoomLimits limits() {
    return rooms.limits();
  }

  String newTrackId() {
    return rooms.newId("t-");
  }

  List<Track> tracksWantedBy(Participant subscriber) {
    List<Track> wanted = new ArrayList<>();
    for (Participant publisher : participants.values()) {
      for (Track track : publisher.tracks()) {
        if (subscriber.wants(track)) {
          wanted.add(track);
        }
      }
    }
    return wanted;
  }

  void addParticipant(Participant participant) {
    participants.put(participant.id(), participant);
    tellOthers(participant, listener -> listener.participantJoined(participant));
  }

  void removeParticipant(Participant participant, LeaveReason reason) {
    if (participants.get(participant.id()) != participant) {
      return;
    }
    participant.tracks().forEach(participant::unpublish);
    participants.remove(participant.id());
    tellOthers(participant, listener -> listener.participantLeft(participant, reason));
    participant.listener().removed(reason);
    rooms.removeIfEmpty(this);
  }

  void addViewer(Viewer viewer) {
    viewers.put(viewer.id(), viewer);
    rooms.tellAll(listener -> listener.viewerJoined(viewer));
  }

  void removeViewer(Viewer viewer, LeaveReason reason) {
    if (viewers.remove(viewer.id(), viewer)) {
      rooms.tellAll(listener -> listener.viewerLeft(viewer, reason));
      rooms.removeIfEmpty(this);
    }
  }

  void participantUpdated(Participant participant) {
    tellOthers(participant, listener -> listener.participantUpdated(participant));
  }

  /** Concerns onlookers alone: the others hear of tracks, not of how they travel. */
  void mediaChanged(Participant participant) {
    if (participants.get(participant.id()) == participant) {
      rooms.tellAll(listener -> listener.mediaChanged(participant));
    }
  }

  void mediaChanged(Viewer viewer) {
    if (viewers.get(viewer.id()) == viewer) {
      rooms.tellAll(listener -> listener.mediaChanged(viewer));
    }
  }

  void trackPublished(Track track) {
    tellOthers(track.publisher(), listener -> listener.trackPublished(track));
    tellSubscribers(track);
  }

  void trackUnpublished(Track track) {
    tellOthers(track.publisher(), listener -> listener.trackUnpublished(track));
    tellSubscribers(track);
    participants.values().forEach(participant -> participant.forget(track));
  }

  void trackPausedOrResumed(Track track) {
    if (track.paused()) {
      tellOthers(track.publisher(), listener -> listener.trackPaused(track));
    } else {
      tellOthers(track.publisher(), listener -> listener.trackResumed(track));
    }
    tellViewers(track);
  }

  private void tellSubscribers(Track track) {
    for (Participant participant : participants()) {
      if (participant.wants(track)) {
        participant.listener().wantedTracksChanged();
      }
    }
    tellViewers(track);
  }

  private void tellViewers(Track track) {
    for (Viewer viewer : viewers()) {
      if (viewer.participantId().equals(track.publisher().id())) {
        viewer.listener().watchedTracksChanged();
      }
    }
  }

  private void tellOthers(Participant actor, Consumer<RoomListener> event) {
    for (Participant participant : participants()) {
      if (participant != actor) {
        event.accept(participant.listener());
      }
    }
    rooms.tellAll(event);
  }
}

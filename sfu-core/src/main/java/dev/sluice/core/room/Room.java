package dev.sluice.core.room;

import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.speech.SpeechListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
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
  private final ActiveSpeakers speakers = new ActiveSpeakers();
  private int lastN;

  Room(String name, Rooms rooms, int lastN) {
    this.name = name;
    this.rooms = rooms;
    this.lastN = lastN;
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

  /**
   * Who has spoken: first those who speak now, then those who have, the latest first. Those whose
   * clients send no audio levels (RFC 6464) are never among them.
   */
  public List<Speaker> speakers() {
    return speakers.list();
  }

  /**
   * How many others' videos each participant is shown at most: of those who spoke last, and where
   * fewer have spoken, of those who joined first. Screens, and who is pinned, come on top. 0 for no
   * limit.
   */
  public int lastN() {
    return lastN;
  }

  /**
   * Changes {@link #lastN} for everybody in the room.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setLastN(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("last-N is 0 or more, not " + n);
    }
    if (n != lastN) {
      lastN = n;
      Map<Participant, Integer> ranks = ranks();
      for (Participant participant : participants()) {
        boolean changed = participant.applyLastN(lastN, ranks);
        rooms.tell(participant.listener(), ParticipantListener::lastNChanged);
        if (changed) {
          mediaChanged(participant);
        }
      }
    }
  }

  /** Puts everybody out, and with them the room goes; the same name may be entered anew. */
  public void close(LeaveReason reason) {
    viewers().forEach(viewer -> viewer.leave(reason));
    participants().forEach(participant -> participant.leave(reason));
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
    participants.values().forEach(other -> other.forget(participant));
    if (speakers.remove(participant)) {
      speakersChanged();
    }
    tellOthers(participant, listener -> listener.participantLeft(participant, reason));
    rooms.tell(participant.listener(), listener -> listener.removed(reason));
    rooms.removeIfEmpty(this);
  }

  void addViewer(Viewer viewer) {
    viewers.put(viewer.id(), viewer);
    rooms.tellAll(listener -> listener.viewerJoined(viewer));
  }

  void removeViewer(Viewer viewer, LeaveReason reason) {
    if (viewers.remove(viewer.id(), viewer)) {
      rooms.tellAll(listener -> listener.viewerLeft(viewer, reason));
      rooms.tell(viewer.listener(), listener -> listener.removed(reason));
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

  // What crosses from the loops.

  /** Hears what plays on each reception that wasn't there before. */
  void followLayers(
      List<Reception> before,
      List<Reception> now,
      BiConsumer<Reception, SubscriptionStatistics> heard) {
    for (Reception reception : now) {
      if (reception.isVideo() && before.stream().noneMatch(reception::isSamePlayback)) {
        reception
            .subscription()
            .listenForLayers(
                state -> rooms.control().execute(() -> heard.accept(reception, state)));
      }
    }
  }

  /** Hears what plays on each reception just now, except where its connection has ended. */
  void askForLayers(List<Reception> of, BiConsumer<Reception, SubscriptionStatistics> heard) {
    for (Reception reception : of) {
      if (reception.isVideo()) {
        var _ =
            reception
                .subscription()
                .statistics()
                .thenAccept(state -> rooms.control().execute(() -> heard.accept(reception, state)));
      }
    }
  }

  void followDemand(Track track) {
    track
        .publication()
        .listenForDemand(
            encodings ->
                rooms.control().execute(() -> track.publisher().demanded(track, encodings)));
  }

  void layerChanged(Participant receiver, Track track, SubscriptionStatistics now) {
    if (participants.get(receiver.id()) == receiver) {
      rooms.tellAll(listener -> listener.layerChanged(receiver, track, now));
      rooms.tell(receiver.listener(), listener -> listener.layerChanged(receiver, track, now));
    }
  }

  void layerReported(Participant receiver, Track track, SubscriptionStatistics now) {
    if (participants.get(receiver.id()) == receiver) {
      rooms.tell(receiver.listener(), listener -> listener.layerReported(track, now));
    }
  }

  void layerChanged(Viewer receiver, Track track, SubscriptionStatistics now) {
    if (viewers.get(receiver.id()) == receiver) {
      rooms.tellAll(listener -> listener.layerChanged(receiver, track, now));
    }
  }

  void trackPublished(Track track) {
    if (isSpoken(track)) {
      track
          .publication()
          .listenForSpeech(
              new SpeechListener() {
                @Override
                public void onSound() {
                  rooms.control().execute(() -> expectSpeech(track));
                }

                @Override
                public void onSpeech(boolean speaking, int level, long nowNanos) {
                  rooms.control().execute(() -> heard(track, speaking, level, nowNanos));
                }
              });
    }
    tellOthers(track.publisher(), listener -> listener.trackPublished(track));
    tellSubscribers(track);
  }

  void trackUnpublished(Track track) {
    fallSilent(track);
    tellOthers(track.publisher(), listener -> listener.trackUnpublished(track));
    tellSubscribers(track);
    participants.values().forEach(participant -> participant.forget(track));
  }

  void trackPausedOrResumed(Track track) {
    if (track.paused()) {
      fallSilent(track);
    }
    applyLastN();
    if (track.paused()) {
      tellOthers(track.publisher(), listener -> listener.trackPaused(track));
    } else {
      tellOthers(track.publisher(), listener -> listener.trackResumed(track));
    }
    tellViewers(track);
  }

  /** What a screen plays isn't what somebody says. */
  private static boolean isSpoken(Track track) {
    return track.kind() == MediaKind.AUDIO && track.source() != TrackSource.SCREEN_AUDIO;
  }

  /** Whoever is left out everywhere has a keyframe ready when the word proves to be one. */
  private void expectSpeech(Track track) {
    if (lastN > 0 && isHere(track)) {
      for (Track shown : track.publisher().tracks()) {
        if (shown.kind() == MediaKind.VIDEO && shown.flows()) {
          shown.publication().expectViewers();
        }
      }
    }
  }

  private boolean isHere(Track track) {
    Participant publisher = track.publisher();
    return track.flows()
        && participants.get(publisher.id()) == publisher
        && publisher.tracks().contains(track);
  }

  private void heard(Track track, boolean speaking, int level, long nowNanos) {
    if (!isHere(track)) {
      return;
    }
    boolean changed =
        speaking ? speakers.onSpeech(track, level, nowNanos) : speakers.onSilence(track);
    if (changed) {
      speakersChanged();
    }
  }

  private void fallSilent(Track track) {
    if (speakers.onSilence(track)) {
      speakersChanged();
    }
  }

  private void speakersChanged() {
    // First of all the picture of who speaks, then the news of it.
    applyLastN();
    for (Participant participant : participants()) {
      rooms.tell(participant.listener(), listener -> listener.speakersChanged(this));
    }
    rooms.tellAll(listener -> listener.speakersChanged(this));
  }

  private void applyLastN() {
    if (lastN == 0) {
      return;
    }
    Map<Participant, Integer> ranks = ranks();
    for (Participant participant : participants()) {
      applyLastN(participant, ranks);
    }
  }

  void applyLastN(Participant participant) {
    applyLastN(participant, lastN == 0 ? Map.of() : ranks());
  }

  private void applyLastN(Participant participant, Map<Participant, Integer> ranks) {
    if (participant.applyLastN(lastN, ranks)) {
      rooms.tell(participant.listener(), ParticipantListener::lastNChanged);
      mediaChanged(participant);
    }
  }

  /** Who is shown rather than whom, the lowest first. */
  private Map<Participant, Integer> ranks() {
    Map<Participant, Integer> ranks = new HashMap<>();
    for (Speaker speaker : speakers.list()) {
      ranks.put(speaker.participant(), ranks.size());
    }
    for (Participant participant : participants.values()) {
      ranks.putIfAbsent(participant, ranks.size());
    }
    return ranks;
  }

  void trackMutedOrUnmuted(Track track) {
    if (track.muted()) {
      fallSilent(track);
    }
    applyLastN();
    rooms.tell(track.publisher().listener(), listener -> listener.trackMutedOrUnmuted(track));
    tellOthers(track.publisher(), listener -> listener.trackMutedOrUnmuted(track));
    tellViewers(track);
  }

  private void tellSubscribers(Track track) {
    for (Participant participant : participants()) {
      if (participant.wants(track)) {
        rooms.tell(participant.listener(), ParticipantListener::wantedTracksChanged);
      }
    }
    tellViewers(track);
  }

  private void tellViewers(Track track) {
    for (Viewer viewer : viewers()) {
      if (viewer.participantId().equals(track.publisher().id())) {
        rooms.tell(viewer.listener(), ViewerListener::watchedTracksChanged);
      }
    }
  }

  private void tellOthers(Participant actor, Consumer<RoomListener> event) {
    for (Participant participant : participants()) {
      if (participant != actor) {
        rooms.tell(participant.listener(), event);
      }
    }
    rooms.tellAll(event);
  }
}

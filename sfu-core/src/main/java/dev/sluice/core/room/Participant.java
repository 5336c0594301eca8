package dev.sluice.core.room;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Somebody in a room: publishes tracks and wants others'. After it has left, its methods change
 * nothing any more. Control thread only.
 */
public final class Participant {

  private final String id;
  private final Room room;
  private final boolean replaceable;
  private final ParticipantListener listener;
  private final Wishes wishes = new Wishes();
  private final LastN lastN = new LastN();
  private final Map<String, Track> tracks = new LinkedHashMap<>();
  private String name;
  private Map<String, Object> metadata;
  private List<Reception> receptions = List.of();
  private Connection connection = Connection.NONE;

  Participant(String id, Room room, JoinRequest request, ParticipantListener listener) {
    this.id = id;
    this.room = room;
    this.name = request.name();
    this.metadata = copyOf(request.metadata());
    this.replaceable = request.replaceable();
    this.listener = listener;
  }

  /** Unique in its room. */
  public String id() {
    return id;
  }

  public Room room() {
    return room;
  }

  /** For people to read; may be empty. */
  public String name() {
    return name;
  }

  public Map<String, Object> metadata() {
    return metadata;
  }

  /** What it publishes, in the order of publishing. */
  public List<Track> tracks() {
    return List.copyOf(tracks.values());
  }

  /** What it wants and could receive now, the others' tracks in their order of publishing. */
  public List<Track> wantedTracks() {
    return room.tracksWantedBy(this);
  }

  /** What plays on which media section, as its front door last said. */
  public List<Reception> receptions() {
    return receptions;
  }

  public void setReceptions(List<Reception> nowReceived) {
    List<Reception> before = receptions;
    receptions = List.copyOf(nowReceived);
    room.followLayers(before, receptions, this::heard);
    room.applyLastN(this);
    room.mediaChanged(this);
  }

  /** What of it isn't shown to this participant just now, by the room's {@link Room#lastN}. */
  public List<Track> leftOut() {
    return lastN.leftOut();
  }

  /** The ids of those whose video it is shown whoever speaks. */
  public Set<String> pinned() {
    return lastN.pinned();
  }

  /** Is shown that participant's video whoever speaks, for as long as it is in the room. */
  public void pin(Participant shown) {
    lastN.setPinned(shown.id(), true);
    room.applyLastN(this);
  }

  public void unpin(Participant shown) {
    lastN.setPinned(shown.id(), false);
    room.applyLastN(this);
  }

  /** What carries its media, as its front door last said. */
  public Connection connection() {
    return connection;
  }

  public void setConnection(Connection nowUsed) {
    connection = nowUsed;
    room.mediaChanged(this);
  }

  /** Replaces its name and metadata. */
  public void describe(String newName, Map<String, Object> newMetadata) throws RoomException {
    room.limits().checkDescription(newName, newMetadata);
    name = newName;
    metadata = copyOf(newMetadata);
    room.participantUpdated(this);
  }

  /**
   * Whether it may publish tracks of these names, and no others, at the same time.
   *
   * @throws RoomException if {@link #publish} would refuse one of them
   */
  public void checkPublishing(List<String> trackNames) throws RoomException {
    for (int i = 0; i < trackNames.size(); i++) {
      room.limits().checkTrack(i, trackNames.get(i));
    }
  }

  public Track publish(
      TrackSource source, String trackName, MediaKind kind, Codec codec, Publication publication)
      throws RoomException {
    room.limits().checkTrack(tracks.size(), trackName);
    Track track = new Track(room.newTrackId(), this, source, trackName, kind, codec, publication);
    tracks.put(track.id(), track);
    room.trackPublished(track);
    return track;
  }

  private void heard(Reception of, SubscriptionStatistics now) {
    if (receptions.stream().anyMatch(of::isSamePlayback)) {
      room.layerChanged(this, of.track(), now);
    }
  }

  /**
   * Its listener hears by {@link ParticipantListener#layerReported} what it gets of each video that
   * it receives, and why, as it is a moment later.
   */
  public void askForLayers() {
    room.askForLayers(receptions, this::answered);
  }

  private void answered(Reception of, SubscriptionStatistics now) {
    if (receptions.stream().anyMatch(of::isSamePlayback)) {
      room.layerReported(this, of.track(), now);
    }
  }

  /**
   * Its client can be told by {@link ParticipantListener#demandChanged} which encodings of a track
   * nobody watches, and doesn't send those.
   */
  public void heedDemand(Track track) {
    room.followDemand(track);
  }

  void demanded(Track track, List<WantedEncoding> encodings) {
    if (tracks.get(track.id()) == track) {
      listener.demandChanged(track, encodings);
    }
  }

  /** Says that the track's codec was negotiated anew. */
  public void renegotiated(Track track, Codec codec) {
    track.setCodec(codec);
  }

  public void unpublish(Track track) {
    if (tracks.remove(track.id()) != null) {
      room.trackUnpublished(track);
    }
  }

  /** Stops or continues one of its own tracks for everybody. */
  public void setPaused(Track track, boolean paused) {
    if (tracks.containsKey(track.id()) && track.paused() != paused) {
      track.setPaused(paused);
      room.trackPausedOrResumed(track);
    }
  }

  /**
   * Mutes one of its tracks for everybody, or takes that back: a moderator's act, which lasts as
   * long as the track. Its publisher hears of it too.
   */
  public void setMuted(Track track, boolean muted) {
    if (tracks.containsKey(track.id()) && track.muted() != muted) {
      track.setMuted(muted);
      room.trackMutedOrUnmuted(track);
    }
  }

  public void subscribeAll() {
    wishes.setAll(true);
    listener.wantedTracksChanged();
  }

  public void unsubscribeAll() {
    wishes.setAll(false);
    listener.wantedTracksChanged();
  }

  /** Wants whatever that participant publishes, now and later. */
  public void subscribe(Participant publisher) {
    wishes.setParticipant(publisher, true);
    listener.wantedTracksChanged();
  }

  public void unsubscribe(Participant publisher) {
    wishes.setParticipant(publisher, false);
    listener.wantedTracksChanged();
  }

  public void subscribe(Track track) {
    wishes.setTrack(track, true);
    listener.wantedTracksChanged();
  }

  public void unsubscribe(Track track) {
    wishes.setTrack(track, false);
    listener.wantedTracksChanged();
  }

  public void leave(LeaveReason reason) {
    room.removeParticipant(this, reason);
  }

  boolean wants(Track track) {
    return track.publisher() != this && wishes.want(track);
  }

  void forget(Track track) {
    wishes.forget(track);
  }

  void forget(Participant gone) {
    lastN.setPinned(gone.id(), false);
  }

  /** Whether what is left out has changed. */
  boolean applyLastN(int n, Map<Participant, Integer> ranks) {
    return lastN.apply(receptions, n, ranks);
  }

  boolean replaceable() {
    return replaceable;
  }

  ParticipantListener listener() {
    return listener;
  }

  /** Unlike {@link Map#copyOf}, takes null values and keeps the order. */
  private static Map<String, Object> copyOf(Map<String, Object> given) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(given));
  }
}

package dev.sluice.signaling.room;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.TrackSource;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one participant sends and receives: keeps its tracks and receptions in step with what its
 * peer connection has negotiated. Control thread only.
 */
public final class ParticipantMedia {

  private final Participant participant;
  private final PeerConnection connection;
  private final Map<String, ReceivePreferences> preferences;
  private final Map<String, Track> tracksByMid = new HashMap<>();
  private final Map<String, Reception> receptionsByMid = new LinkedHashMap<>();

  public ParticipantMedia(Participant participant, PeerConnection connection) {
    this(participant, connection, Map.of());
  }

  /**
   * @param preferences what is wanted of tracks at most, by track id; read when one begins to be
   *     received
   */
  public ParticipantMedia(
      Participant participant,
      PeerConnection connection,
      Map<String, ReceivePreferences> preferences) {
    this.preferences = preferences;
    this.participant = participant;
    this.connection = connection;
    participant.setConnection(connection);
  }

  /** How a sending media section appears in the room. */
  public record Sending(TrackSource source, String name) {}

  /**
   * What came of an offer.
   *
   * @param published the participant's tracks by mid
   * @param received the others' tracks that play now, by mid
   */
  public record Negotiated(
      SessionDescription answer, Map<String, Track> published, Map<String, Track> received) {}

  /**
   * Applies an offer, which states everything: what it doesn't name any more ends.
   *
   * @param sending by mid; a section that sends and isn't here is forwarded to nobody
   * @param receiving track ids by mid; a track that is gone by now plays nothing
   * @throws RoomException if more is to be published than allowed; nothing has changed then
   * @throws NegotiationException if the offer can't be answered; nothing has changed then
   */
  public Negotiated negotiate(
      SessionDescription offer, Map<String, Sending> sending, Map<String, String> receiving)
      throws NegotiationException, RoomException {
    participant.checkPublishing(sending.values().stream().map(Sending::name).toList());
    Map<String, Track> wanted = findTracks(receiving);
    Map<String, PeerConnection.Playback> playbacks = new HashMap<>();
    wanted.forEach(
        (mid, track) ->
            playbacks.put(
                mid,
                new PeerConnection.Playback(
                    track.publication(), track.publisher().id(), track.id())));
    SessionDescription answer = connection.answer(offer, playbacks);
    publishNegotiated(sending);
    receive(wanted);
    Map<String, Track> received = new LinkedHashMap<>();
    receptionsByMid.forEach((mid, reception) -> received.put(mid, reception.track()));
    return new Negotiated(answer, Map.copyOf(tracksByMid), received);
  }

  /** Ends one of the participant's tracks, whose media section goes on unheard. */
  public void unpublish(Track track) {
    tracksByMid.values().remove(track);
    participant.unpublish(track);
  }

  /**
   * Stops or continues receiving a track, without a new offer.
   *
   * @return whether it is being received at all
   */
  public boolean setPaused(Track track, boolean paused) {
    boolean found = false;
    for (Reception reception : List.copyOf(receptionsByMid.values())) {
      if (reception.track() == track) {
        found = true;
        put(new Reception(reception.mid(), track, reception.subscription(), paused));
      }
    }
    return found;
  }

  /** Wants no more than this of a track, if it is being received. */
  public void prefer(Track track, ReceivePreferences wanted) {
    for (Reception reception : receptionsByMid.values()) {
      if (reception.track() == track) {
        reception.subscription().prefer(wanted);
      }
    }
  }

  /** Somebody's track has been paused or resumed by its publisher, or muted or unmuted. */
  public void trackChanged(Track track) {
    for (Reception reception : receptionsByMid.values()) {
      if (reception.track() == track) {
        Receptions.applyPause(reception);
      }
    }
  }

  /** Somebody's track is gone: nothing plays in its place until the next offer. */
  public void trackGone(Track track) {
    for (Reception reception : List.copyOf(receptionsByMid.values())) {
      if (reception.track() == track) {
        reception.subscription().play(null);
        receptionsByMid.remove(reception.mid());
      }
    }
    participant.setReceptions(List.copyOf(receptionsByMid.values()));
  }

  /**
   * Makes the participant's tracks what the connection has negotiated already.
   *
   * @throws RoomException if that is more than allowed
   */
  public void publishNegotiated(Map<String, Sending> sending) throws RoomException {
    Map<String, Publication> publications = connection.publications();
    for (Map.Entry<String, Track> entry : new ArrayList<>(tracksByMid.entrySet())) {
      String mid = entry.getKey();
      Track track = entry.getValue();
      Sending now = sending.get(mid);
      boolean same =
          now != null
              && publications.get(mid) == track.publication()
              && now.source() == track.source()
              && now.name().equals(track.name());
      if (same) {
        participant.renegotiated(track, connection.codec(mid));
      } else {
        unpublish(track);
      }
    }
    for (Map.Entry<String, Sending> entry : sending.entrySet()) {
      String mid = entry.getKey();
      Publication publication = publications.get(mid);
      if (publication != null && !tracksByMid.containsKey(mid)) {
        Sending how = entry.getValue();
        tracksByMid.put(
            mid,
            participant.publish(
                how.source(), how.name(), publication.kind(), connection.codec(mid), publication));
      }
    }
  }

  public PeerConnection connection() {
    return connection;
  }

  private Map<String, Track> findTracks(Map<String, String> receiving) {
    Map<String, Track> found = new LinkedHashMap<>();
    receiving.forEach(
        (mid, id) ->
            participant
                .room()
                .track(id)
                .filter(track -> track.publisher() != participant)
                .ifPresent(track -> found.put(mid, track)));
    return found;
  }

  private void receive(Map<String, Track> wanted) {
    Map<String, Reception> before = new HashMap<>(receptionsByMid);
    receptionsByMid.clear();
    Map<String, Subscription> subscriptions = connection.subscriptions();
    wanted.forEach(
        (mid, track) -> {
          Subscription subscription = subscriptions.get(mid);
          if (subscription != null) {
            Reception old = before.get(mid);
            subscription.prefer(preferences.getOrDefault(track.id(), ReceivePreferences.BEST));
            boolean paused = old != null && old.track() == track && old.paused();
            receptionsByMid.put(mid, new Reception(mid, track, subscription, paused));
          }
        });
    participant.setReceptions(List.copyOf(receptionsByMid.values()));
    receptionsByMid.values().forEach(Receptions::applyPause);
  }

  /** The room first says what it leaves out: that needs no keyframe. */
  private void put(Reception reception) {
    receptionsByMid.put(reception.mid(), reception);
    participant.setReceptions(List.copyOf(receptionsByMid.values()));
    Receptions.applyPause(reception);
  }
}

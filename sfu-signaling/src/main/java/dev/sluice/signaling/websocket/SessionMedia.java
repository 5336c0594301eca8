package dev.sluice.signaling.websocket;

import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Track;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.admission.LimitException;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.ParticipantMedia;
import dev.sluice.signaling.room.ParticipantMedia.Negotiated;
import dev.sluice.signaling.room.ParticipantMedia.Sending;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.websocket.ServerMessage.ConnectionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The media of one session: takes offers, and makes the server's end of the peer connection anew
 * whenever the client comes with a new end of its own. Control thread only.
 */
final class SessionMedia {

  private final Participant participant;
  private final Grant grant;
  private final Admission admission;
  private final PeerConnectionFactory factory;
  private final Consumer<ConnectionState> stateChanged;

  /** By track id; as long as the tracks. */
  private final Map<String, ReceivePreferences> preferences = new HashMap<>();

  private ParticipantMedia media;
  private ConnectionListener listener;
  private ConnectionState state;
  private String offererId = "";

  SessionMedia(
      Participant participant,
      Grant grant,
      Admission admission,
      PeerConnectionFactory factory,
      Consumer<ConnectionState> stateChanged) {
    this.participant = participant;
    this.grant = grant;
    this.admission = admission;
    this.factory = factory;
    this.stateChanged = stateChanged;
  }

  Negotiated negotiate(ClientMessage.Offer message)
      throws ProtocolException, RoomException, AccessException, LimitException {
    admission.checkSdp(message.sdp());
    SessionDescription offer = parse(message.sdp());
    Map<String, Sending> sending = sending(offer, message.publish());
    Map<String, String> receiving = receiving(offer, message.receive());
    // RFC 9429 section 5.2.1: one RTCPeerConnection keeps one session id.
    String offerer = offer.origin().username() + ' ' + offer.origin().sessionId();
    if (!offerer.equals(offererId)) {
      admission.checkUnconnected();
      close();
      offererId = "";
    } else if (media == null) {
      throw new ProtocolException(
          ErrorCode.CONNECTION_FAILED,
          "this connection has failed for good: offer from a new RTCPeerConnection");
    }
    if (media == null) {
      listener = new ConnectionListener();
      media = new ParticipantMedia(participant, factory.create(owner(), listener), preferences);
      state = null;
    }
    try {
      Negotiated negotiated = media.negotiate(offer, sending, receiving);
      offererId = offerer;
      return negotiated;
    } catch (NegotiationException e) {
      closeIfUnused();
      throw new ProtocolException(ErrorCode.BAD_OFFER, e.getMessage());
    } catch (RoomException e) {
      closeIfUnused();
      throw e;
    }
  }

  private ConnectionOwner owner() {
    return new ConnectionOwner(participant.room().name(), participant.id());
  }

  void addCandidate(ClientMessage.IceCandidateInit candidate) throws ProtocolException {
    if (media == null) {
      throw new ProtocolException(ErrorCode.BAD_OFFER, "send an offer before candidates");
    }
    if (!candidate.candidate().isEmpty()) {
      media.connection().addRemoteCandidate(candidate.candidate());
    }
  }

  void unpublish(Track track) {
    if (media == null) {
      participant.unpublish(track);
    } else {
      media.unpublish(track);
    }
  }

  /** Whether the track is being received, so that there was something to pause. */
  boolean setPaused(Track track, boolean paused) {
    return media != null && media.setPaused(track, paused);
  }

  /** Of a track that is received, or will be. */
  void prefer(Track track, ReceivePreferences preferences) {
    this.preferences.put(track.id(), preferences);
    if (media != null) {
      media.prefer(track, preferences);
    }
  }

  void trackChanged(Track track) {
    if (media != null) {
      media.trackChanged(track);
    }
  }

  void trackGone(Track track) {
    preferences.remove(track.id());
    if (media != null) {
      media.trackGone(track);
    }
  }

  /** Null before the connection is up. */
  ConnectionState state() {
    return state;
  }

  /** Ends the connection and what is published through it. */
  void close() {
    if (media != null) {
      PeerConnection connection = media.connection();
      forget();
      connection.close();
    }
  }

  private void forget() {
    media = null;
    participant.tracks().forEach(participant::unpublish);
    participant.setReceptions(List.of());
  }

  private void closeIfUnused() {
    if (offererId.isEmpty()) {
      close();
    }
  }

  private static SessionDescription parse(String sdp) throws ProtocolException {
    try {
      return SessionDescription.parse(sdp);
    } catch (SdpException e) {
      throw new ProtocolException(ErrorCode.BAD_OFFER, "\"sdp\": " + e.getMessage());
    }
  }

  private Map<String, Sending> sending(
      SessionDescription offer, List<ClientMessage.Published> publish)
      throws ProtocolException, AccessException {
    Map<String, Sending> sending = new HashMap<>();
    for (ClientMessage.Published entry : publish) {
      MediaSection section = section(offer, entry.mid(), "publish");
      if (!section.direction().sends()) {
        throw bad("publish", entry.mid(), "must be a=sendonly or a=sendrecv in the offer");
      }
      grant.checkPublishing(kind(section), entry.source().trackSource());
      Sending as = new Sending(entry.source().trackSource(), entry.name());
      if (sending.put(entry.mid(), as) != null) {
        throw bad("publish", entry.mid(), "is named twice");
      }
    }
    return sending;
  }

  private static MediaKind kind(MediaSection section) {
    return section.mediaType().equals("audio") ? MediaKind.AUDIO : MediaKind.VIDEO;
  }

  private Map<String, String> receiving(
      SessionDescription offer, List<ClientMessage.Received> receive)
      throws ProtocolException, AccessException {
    if (!receive.isEmpty()) {
      grant.checkSubscribing();
    }
    Map<String, String> receiving = new HashMap<>();
    for (ClientMessage.Received entry : receive) {
      MediaSection section = section(offer, entry.mid(), "receive");
      if (section.direction().sends() || !section.direction().receives()) {
        throw bad("receive", entry.mid(), "must be a=recvonly in the offer");
      }
      if (receiving.put(entry.mid(), entry.track()) != null) {
        throw bad("receive", entry.mid(), "is named twice");
      }
    }
    return receiving;
  }

  private static MediaSection section(SessionDescription offer, String mid, String field)
      throws ProtocolException {
    for (MediaSection section : offer.media()) {
      if (section.mid().filter(mid::equals).isPresent() && !section.isRejected()) {
        return section;
      }
    }
    throw bad(field, mid, "must be the a=mid of a media section that the offer has");
  }

  private static ProtocolException bad(String field, String mid, String problem) {
    return new ProtocolException(
        ErrorCode.BAD_OFFER, "\"%s\": mid %s %s".formatted(field, mid, problem));
  }

  /** A connection that was given up may still say something. */
  private final class ConnectionListener implements PeerConnection.Listener {

    private boolean isCurrent() {
      return media != null && this == listener;
    }

    @Override
    public void onConnected() {
      if (isCurrent()) {
        state = ConnectionState.CONNECTED;
        stateChanged.accept(state);
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      if (isCurrent()) {
        forget();
        state = ConnectionState.FAILED;
        stateChanged.accept(state);
      }
    }
  }
}

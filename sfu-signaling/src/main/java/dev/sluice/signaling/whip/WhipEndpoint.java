package dev.sluice.signaling.whip;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.room.JoinRequest;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.ParticipantListener;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.TrackSource;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.peer.ConnectionOwner;
import dev.sluice.signaling.peer.PeerConnection;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.ParticipantMedia;
import dev.sluice.signaling.room.ParticipantMedia.Sending;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code /whip/{room}/{participant}}: the offer's tracks become that participant's. */
final class WhipEndpoint extends OfferEndpoint {

  private final Rooms rooms;
  private final PeerConnectionFactory peerConnections;

  WhipEndpoint(
      Rooms rooms,
      PeerConnectionFactory peerConnections,
      MediaSessions sessions,
      Guard guard,
      Admission admission,
      IceServers iceServers) {
    super("/whip", sessions, guard, admission, iceServers);
    this.rooms = rooms;
    this.peerConnections = peerConnections;
  }

  @Override
  void check(Grant grant, String participant, SessionDescription offer) throws AccessException {
    grant.checkBeing(participant);
    Set<TrackSource> named = EnumSet.noneOf(TrackSource.class);
    for (MediaSection section : offer.media()) {
      if (section.isRtp() && !section.isRejected() && section.direction().sends()) {
        MediaKind kind = section.mediaType().equals("audio") ? MediaKind.AUDIO : MediaKind.VIDEO;
        grant.checkPublishing(kind, source(kind, named));
      }
    }
  }

  @Override
  Opened open(RoutingContext request, String room, String id, SessionDescription offer, String path)
      throws Refused, RoomException, NegotiationException {
    requireSending(offer);
    Publisher publisher = new Publisher(path);
    publisher.connection = peerConnections.create(new ConnectionOwner(room, id), publisher);
    try {
      // Answered before it enters the room, as entering puts an earlier session of the same id out.
      SessionDescription answer = publisher.connection.answer(offer, Map.of());
      publisher.participant = rooms.join(room, JoinRequest.streamOf(id), publisher);
      new ParticipantMedia(publisher.participant, publisher.connection)
          .publishNegotiated(sending(publisher.connection.publications()));
      return new Opened(
          new MediaSession(
              path,
              publisher.connection,
              offer,
              () -> publisher.participant.leave(LeaveReason.LEFT),
              sessions().newEntityTag()),
          answer);
    } catch (RoomException | NegotiationException | RuntimeException e) {
      publisher.giveUp();
      throw e;
    }
  }

  private static void requireSending(SessionDescription offer) throws Refused {
    boolean sends =
        offer.media().stream().anyMatch(s -> s.isRtp() && !s.isRejected() && s.direction().sends());
    if (!sends) {
      throw new Refused(
          422, "bad-offer", "the offer must send something: a=sendonly in a media section");
    }
  }

  /** A camera with its microphone, as far as one can tell; what more there is has no name. */
  private static TrackSource source(MediaKind kind, Set<TrackSource> named) {
    TrackSource source = kind == MediaKind.AUDIO ? TrackSource.MICROPHONE : TrackSource.CAMERA;
    return named.add(source) ? source : TrackSource.CUSTOM;
  }

  private static Map<String, Sending> sending(Map<String, Publication> publications) {
    Map<String, Sending> sending = new LinkedHashMap<>();
    Set<TrackSource> named = EnumSet.noneOf(TrackSource.class);
    publications.forEach(
        (mid, publication) -> sending.put(mid, new Sending(source(publication.kind(), named), "")));
    return sending;
  }

  /** The participant and its peer connection: when one ends, so does the other. */
  private final class Publisher implements ParticipantListener, PeerConnection.Listener {

    private final String path;
    private PeerConnection connection;
    private Participant participant;

    private Publisher(String path) {
      this.path = path;
    }

    private void giveUp() {
      if (participant != null) {
        participant.leave(LeaveReason.LEFT);
      }
      connection.close();
    }

    @Override
    public void removed(LeaveReason reason) {
      sessions().remove(path);
      connection.close();
    }

    @Override
    public void onConnected() {}

    @Override
    public void onClosed(CloseReason reason) {
      sessions().remove(path);
      if (participant != null) {
        participant.leave(
            switch (reason) {
              case LOCAL, PEER_CLOSED -> LeaveReason.LEFT;
              case CONSENT_EXPIRED, DTLS_FAILED, NEVER_CONNECTED -> LeaveReason.TIMEOUT;
            });
      }
    }
  }
}

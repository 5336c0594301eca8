package dev.sluice.signaling.whip;

import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.Viewer;
import dev.sluice.core.room.ViewerListener;
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
import dev.sluice.signaling.room.ViewerMedia;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /whep/{room}/{participant}}: plays what that participant publishes, now and later. */
final class WhepEndpoint extends OfferEndpoint {

  private final Rooms rooms;
  private final PeerConnectionFactory peerConnections;

  WhepEndpoint(
      Rooms rooms,
      PeerConnectionFactory peerConnections,
      MediaSessions sessions,
      Guard guard,
      Admission admission,
      IceServers iceServers) {
    super("/whep", sessions, guard, admission, iceServers);
    this.rooms = rooms;
    this.peerConnections = peerConnections;
  }

  @Override
  void check(Grant grant, String participant, SessionDescription offer) throws AccessException {
    grant.checkSubscribing();
  }

  @Override
  Opened open(RoutingContext request, String room, String id, SessionDescription offer, String path)
      throws Refused, RoomException, NegotiationException {
    Map<String, MediaKind> receiving = receiving(offer);
    boolean plays = rooms.participant(room, id).filter(p -> !p.tracks().isEmpty()).isPresent();
    if (!plays && !wantsToWait(request)) {
      throw new Refused(
          404,
          "nothing-to-play",
          "%s publishes nothing in room %s: try later, or POST with ?wait=true to get media as soon"
                  .formatted(id, room)
              + " as there is some");
    }
    Player player = new Player(path);
    player.viewer = rooms.view(room, id, player);
    try {
      player.connection =
          peerConnections.create(new ConnectionOwner(room, player.viewer.id()), player);
      ViewerMedia media = new ViewerMedia(player.viewer, player.connection);
      SessionDescription answer = media.negotiate(offer, receiving);
      player.media = media;
      return new Opened(
          new MediaSession(
              path,
              player.connection,
              offer,
              () -> player.viewer.leave(LeaveReason.LEFT),
              sessions().newEntityTag()),
          answer);
    } catch (NegotiationException | RuntimeException e) {
      player.viewer.leave(LeaveReason.LEFT);
      throw e;
    }
  }

  private static Map<String, MediaKind> receiving(SessionDescription offer) throws Refused {
    Map<String, MediaKind> receiving = new LinkedHashMap<>();
    for (MediaSection section : offer.media()) {
      if (section.isRejected() || !section.isRtp()) {
        continue;
      }
      if (section.direction().sends()) {
        throw new Refused(422, "bad-offer", "a player's media sections are a=recvonly");
      }
      if (section.direction().receives() && section.mid().isPresent()) {
        receiving.put(
            section.mid().get(),
            section.mediaType().equals("audio") ? MediaKind.AUDIO : MediaKind.VIDEO);
      }
    }
    if (receiving.isEmpty()) {
      throw new Refused(
          422, "bad-offer", "the offer must receive something: a=recvonly and a=mid in a section");
    }
    return receiving;
  }

  /** {@code ?wait=true}, or the preference of RFC 7240 section 4.3, whose time isn't looked at. */
  private static boolean wantsToWait(RoutingContext request) {
    if ("true".equals(request.request().getParam("wait"))) {
      return true;
    }
    for (String header : request.request().headers().getAll("Prefer")) {
      for (String preference : header.split(",", -1)) {
        if (preference.strip().split("[=;\\s]", 2)[0].equalsIgnoreCase("wait")) {
          request.response().putHeader("Preference-Applied", preference.strip());
          return true;
        }
      }
    }
    return false;
  }

  /** The viewer and its peer connection: when one ends, so does the other. */
  private final class Player implements ViewerListener, PeerConnection.Listener {

    private final String path;
    private Viewer viewer;
    private PeerConnection connection;
    private ViewerMedia media;

    private Player(String path) {
      this.path = path;
    }

    @Override
    public void watchedTracksChanged() {
      if (media != null) {
        media.watchedTracksChanged();
      }
    }

    @Override
    public void removed(LeaveReason reason) {
      sessions().remove(path);
      if (connection != null) {
        connection.close();
      }
    }

    @Override
    public void onConnected() {}

    @Override
    public void onClosed(CloseReason reason) {
      sessions().remove(path);
      viewer.leave(reason == CloseReason.PEER_CLOSED ? LeaveReason.LEFT : LeaveReason.TIMEOUT);
    }
  }
}

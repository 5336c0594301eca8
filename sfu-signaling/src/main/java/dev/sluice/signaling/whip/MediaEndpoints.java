package dev.sluice.signaling.whip;

import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.RandomIds;
import io.vertx.ext.web.Router;

/** WHIP and WHEP with their sessions. Control thread only. */
public final class MediaEndpoints {

  private final MediaSessions sessions;
  private final WhipEndpoint whip;
  private final WhepEndpoint whep;

  public MediaEndpoints(
      Rooms rooms,
      PeerConnectionFactory peerConnections,
      Guard guard,
      IceServers iceServers,
      Admission admission,
      RandomIds ids) {
    sessions = new MediaSessions(ids);
    whip = new WhipEndpoint(rooms, peerConnections, sessions, guard, admission, iceServers);
    whep = new WhepEndpoint(rooms, peerConnections, sessions, guard, admission, iceServers);
  }

  public void mount(Router router) {
    whip.mount(router);
    whep.mount(router);
  }

  /** Ends all sessions. */
  public void close() {
    sessions.close();
  }
}

package dev.sluice.signaling.websocket;

import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Access;
import dev.sluice.signaling.access.Caller;
import dev.sluice.signaling.access.IceServers;
import dev.sluice.signaling.admission.Admission;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.PeerConnectionFactory;
import dev.sluice.signaling.room.RandomIds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where WebSockets arrive, and where their sessions are kept. Control thread only. */
public final class WebSocketEndpoint {

  private final SessionContext context;
  private final Map<String, WebSocketSession> sessionsByToken = new HashMap<>();
  private final Set<ClientSocket> sockets = new HashSet<>();

  public WebSocketEndpoint(
      Vertx vertx,
      Settings settings,
      Rooms rooms,
      PeerConnectionFactory peerConnections,
      Access access,
      IceServers iceServers,
      Admission admission,
      RandomIds ids) {
    this.context =
        new SessionContext(
            vertx, settings, rooms, peerConnections, access, iceServers, admission, ids);
  }

  /**
   * Serves a client until its socket closes.
   *
   * @param caller who sent the handshake; its token is for a join that has none
   * @param address by which the client's sessions are counted
   * @param gone is run when the socket has closed
   */
  public void accept(
      ServerWebSocket webSocket, Caller caller, Optional<String> address, Runnable gone) {
    ClientSocket socket = new ClientSocket(context, webSocket);
    sockets.add(socket);
    Conversation conversation = new Conversation(context, this, socket, caller, address);
    socket.onGivenUp(() -> conversation.onClosed(false));
    webSocket.textMessageHandler(conversation::onText);
    webSocket.frameHandler(
        frame -> {
          if (frame.isPing()) {
            conversation.onPing();
          }
        });
    webSocket.binaryMessageHandler(
        data ->
            socket.close(
                ClientSocket.UNSUPPORTED_DATA, "messages are JSON in text frames, not binary"));
    // Vert.x tells of a message beyond its bound, and leaves the rest to us.
    webSocket.exceptionHandler(
        problem -> {
          context.admission().counters().count(Limit.MESSAGE_SIZE);
          socket.close(ClientSocket.MESSAGE_TOO_BIG, "a message was too large, or not readable");
        });
    webSocket.closeHandler(
        closed -> {
          Short code = webSocket.closeStatusCode();
          boolean closedByClient = socket.isOpen();
          socket.closed();
          sockets.remove(socket);
          gone.run();
          if (closedByClient) {
            conversation.onClosed(
                code != null && (code == ClientSocket.NORMAL || code == ClientSocket.GOING_AWAY));
          }
        });
  }

  /**
   * Tells every client that the server is going; call it after the rooms are closed.
   *
   * @return when the last close frame has been answered
   */
  public Future<?> close() {
    List<Future<Void>> farewells = new ArrayList<>();
    for (ClientSocket socket : List.copyOf(sockets)) {
      farewells.add(socket.close(ClientSocket.GOING_AWAY, "the server is stopping"));
    }
    return Future.join(farewells);
  }

  /** Tells every client that nobody new is let in any more, and when all is going to end. */
  public void announceDraining(long endsInSeconds) {
    ServerMessage message = new ServerMessage.ServerDraining(endsInSeconds);
    sockets.forEach(socket -> socket.send(message));
  }

  Optional<WebSocketSession> find(String resumeToken) {
    return Optional.ofNullable(sessionsByToken.get(resumeToken));
  }

  void put(String resumeToken, WebSocketSession session) {
    sessionsByToken.put(resumeToken, session);
  }

  void remove(String resumeToken) {
    sessionsByToken.remove(resumeToken);
  }
}

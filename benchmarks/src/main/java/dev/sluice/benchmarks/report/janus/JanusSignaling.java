package dev.sluice.benchmarks.report.janus;

import dev.sluice.benchmarks.load.signaling.Negotiation;
import dev.sluice.benchmarks.load.signaling.NotYetPublished;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.SignalingException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets clients into Janus's VideoRoom: all by one WebSocket and one session, each with a handle of
 * its own. Publishers offer; to viewers the plugin offers.
 */
final class JanusSignaling implements Signaling {

  /** The plugin's: somebody was faster. */
  private static final int ROOM_EXISTS = 427;

  private static final int NO_SUCH_FEED = 428;

  private final JanusSocket socket;
  private final CompletableFuture<Long> session;
  private final Map<String, CompletableFuture<Void>> rooms = new ConcurrentHashMap<>();

  JanusSignaling(URI address) {
    socket = JanusSocket.open(address);
    session = socket.ask(VideoRoomRequests.createSession()).thenApply(JanusSignaling::number);
  }

  @Override
  public CompletableFuture<Session> publish(
      String room, String participant, Negotiation negotiation) {
    return attach()
        .thenCompose(
            handle ->
                room(room, handle)
                    .thenCompose(
                        ready ->
                            socket.ask(
                                VideoRoomRequests.publish(
                                    handle.session(),
                                    handle.number(),
                                    room,
                                    participant,
                                    negotiation.offer())))
                    .thenApply(
                        reply -> {
                          negotiation.accept(description(reply));
                          return handle;
                        }));
  }

  @Override
  public CompletableFuture<Session> play(String room, String participant, Negotiation negotiation) {
    return attach()
        .thenCompose(
            handle ->
                NotYetPublished.askUntilThere(
                        () ->
                            socket.ask(
                                VideoRoomRequests.subscribe(
                                    handle.session(), handle.number(), room, participant)),
                        JanusSignaling::saysNoSuchFeed)
                    .thenApply(reply -> negotiation.answer(description(reply)))
                    .thenCompose(
                        answer ->
                            socket.ask(
                                VideoRoomRequests.start(handle.session(), handle.number(), answer)))
                    .thenApply(
                        reply -> {
                          refuse(reply);
                          return handle;
                        }));
  }

  private static boolean saysNoSuchFeed(JanusReply reply) {
    return reply instanceof JanusReply.Failure failure && failure.code() == NO_SUCH_FEED;
  }

  /** One client's way to the plugin. */
  private record Handle(JanusSocket socket, long session, long number) implements Session {

    @Override
    public CompletableFuture<Void> leave() {
      return socket.ask(VideoRoomRequests.detach(session, number)).handle((reply, failure) -> null);
    }
  }

  private CompletableFuture<Handle> attach() {
    return session.thenCompose(
        number ->
            socket
                .ask(VideoRoomRequests.attach(number))
                .thenApply(reply -> new Handle(socket, number, number(reply))));
  }

  /** Makes a room, once. */
  private CompletableFuture<Void> room(String name, Handle handle) {
    return rooms.computeIfAbsent(
        name,
        absent ->
            socket
                .ask(VideoRoomRequests.createRoom(handle.session(), handle.number(), name))
                .thenAccept(
                    reply -> {
                      boolean exists =
                          reply instanceof JanusReply.Failure failure
                              && failure.code() == ROOM_EXISTS;
                      if (!exists) {
                        refuse(reply);
                      }
                    }));
  }

  private static long number(JanusReply reply) {
    refuse(reply);
    if (reply instanceof JanusReply.Success success) {
      return success.id();
    }
    throw new SignalingException("Janus gave no number to what was to be made.");
  }

  private static String description(JanusReply reply) {
    refuse(reply);
    if (reply instanceof JanusReply.Event event && event.description().isPresent()) {
      return event.description().get();
    }
    throw new SignalingException("Janus answered without a session description.");
  }

  private static void refuse(JanusReply reply) {
    if (reply instanceof JanusReply.Failure failure) {
      throw new SignalingException(
          "Janus refused (%d): %s".formatted(failure.code(), failure.reason()));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}

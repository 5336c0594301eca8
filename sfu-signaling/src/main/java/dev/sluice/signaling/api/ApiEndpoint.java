package dev.sluice.signaling.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.http.Problem;
import dev.sluice.signaling.http.Resource;
import dev.sluice.signaling.peer.MediaStack;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code /healthz}, {@code /readyz} and {@code /api/v1}. Control thread only. */
public final class ApiEndpoint {

  /** A media loop that hasn't answered by then is shown without its counters. */
  private static final int COUNTERS_TIMEOUT_MILLIS = 1_000;

  private final Context control;
  private final Guard guard;
  private final Moderation moderation;
  private final Rooms rooms;
  private final MediaStack media;
  private final Supplier<Optional<Problem>> refusal;
  private final Runnable drain;

  /**
   * @param refusal why newcomers had better go elsewhere; empty where they are welcome
   * @param drain lets nobody new in
   */
  public ApiEndpoint(
      Context control,
      Guard guard,
      Rooms rooms,
      MediaStack media,
      Supplier<Optional<Problem>> refusal,
      Runnable drain) {
    this.control = control;
    this.guard = guard;
    this.moderation = new Moderation(rooms);
    this.rooms = rooms;
    this.media = media;
    this.refusal = refusal;
    this.drain = drain;
  }

  public void mount(Router router) {
    new Resource("/healthz").on(HttpMethod.GET, this::health).mount(router);
    new Resource("/readyz").on(HttpMethod.GET, this::readiness).mount(router);
    new Resource("/api/v1/rooms").on(HttpMethod.GET, guard.reading(this::listRooms)).mount(router);
    new Resource("/api/v1/rooms/:room")
        .on(HttpMethod.GET, guard.reading(this::showRoom))
        .on(HttpMethod.DELETE, guard.moderator(moderation::closeRoom))
        .mount(router);
    new Resource("/api/v1/rooms/:room/participants/:participant")
        .on(HttpMethod.GET, guard.reading(this::showParticipant))
        .on(HttpMethod.DELETE, guard.moderator(moderation::remove))
        .mount(router);
    new Resource("/api/v1/rooms/:room/participants/:participant/mute")
        .on(HttpMethod.POST, guard.moderator(moderation::mute))
        .mount(router);
    new Resource("/api/v1/drain").on(HttpMethod.POST, guard.admin(this::drain)).mount(router);
    new Resource("/api/v1/media").on(HttpMethod.GET, guard.reading(this::showMedia)).mount(router);
    router
        .route("/api/*")
        .handler(
            request ->
                Problem.of(
                        404,
                        "not-found",
                        "the API has /api/v1/rooms, /api/v1/rooms/{room},"
                            + " /api/v1/rooms/{room}/capture,"
                            + " /api/v1/rooms/{room}/participants/{participant} with /mute,"
                            + " /api/v1/drain, /api/v1/media and /api/v1/doctor")
                    .send(request));
  }

  private void health(RoutingContext request) {
    sendJson(request, "{\"status\":\"ok\"}");
  }

  private void readiness(RoutingContext request) {
    refusal
        .get()
        .ifPresentOrElse(
            problem -> problem.send(request), () -> sendJson(request, "{\"status\":\"ready\"}"));
  }

  private void drain(RoutingContext request) {
    drain.run();
    request.response().setStatusCode(202);
    sendJson(
        request,
        Reports.MAPPER
            .createObjectNode()
            .put("status", "draining")
            .put("rooms", rooms.rooms().size())
            .toString());
  }

  private void listRooms(RoutingContext request) {
    sendJson(request, RoomReport.summary(rooms.rooms()).toString());
  }

  private void showRoom(RoutingContext request) {
    String name = request.pathParam("room");
    Optional<Room> room = rooms.room(name);
    if (room.isEmpty()) {
      roomNotFound(request, name);
      return;
    }
    send(request, RoomReport.of(room.get()));
  }

  private void showParticipant(RoutingContext request) {
    String name = request.pathParam("room");
    Optional<Room> room = rooms.room(name);
    if (room.isEmpty()) {
      roomNotFound(request, name);
      return;
    }
    String id = request.pathParam("participant");
    Optional<Participant> participant = room.get().participant(id);
    if (participant.isEmpty()) {
      Problem.of(
              404,
              "participant-not-found",
              "participant %s isn't in room %s: /api/v1/rooms/{room} lists all".formatted(id, name))
          .send(request);
      return;
    }
    send(request, RoomReport.of(participant.get()));
  }

  private static void roomNotFound(RoutingContext request, String name) {
    Problem.of(404, "room-not-found", "nobody is in room " + name + ": /api/v1/rooms lists all")
        .send(request);
  }

  /** Once its counters are there. */
  private void send(RoutingContext request, RoomReport report) {
    CompletableFuture<Void> inTime =
        report.collected().completeOnTimeout(null, COUNTERS_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    Future.fromCompletionStage(inTime, control)
        .onComplete(done -> sendJson(request, report.finish().toString()));
  }

  private void showMedia(RoutingContext request) {
    ObjectNode report = Reports.MAPPER.createObjectNode().put("port", media.port());
    report.set("statistics", Reports.MAPPER.valueToTree(media.statistics()));
    sendJson(request, report.toString());
  }

  private static void sendJson(RoutingContext request, String json) {
    if (!request.response().ended() && !request.response().closed()) {
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(json);
    }
  }
}

package dev.sluice.signaling.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Rooms;
import dev.sluice.signaling.access.Guard;
import dev.sluice.signaling.http.Problem;
import dev.sluice.signaling.http.Resource;
import dev.sluice.signaling.text.Words;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /api/v1/rooms/{room}/capture}: POST begins, GET shows, DELETE ends. Control thread only.
 */
public final class CaptureEndpoint {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Context control;
  private final Guard guard;
  private final Rooms rooms;
  private final Captures captures;

  public CaptureEndpoint(Context control, Guard guard, Rooms rooms, Captures captures) {
    this.control = control;
    this.guard = guard;
    this.rooms = rooms;
    this.captures = captures;
  }

  public void mount(Router router) {
    new Resource("/api/v1/rooms/:room/capture")
        .on(HttpMethod.GET, guard.reading(this::show))
        .on(HttpMethod.POST, guard.admin(this::start))
        .on(HttpMethod.DELETE, guard.admin(this::stop))
        .mount(router);
  }

  private void start(RoutingContext request) {
    String name = request.pathParam("room");
    if (!captures.possible()) {
      Problem.of(
              409,
              "captures-disabled",
              "captures need a folder: start the server with --capture DIR, and with"
                  + " --capture-on-request to capture only what is asked for")
          .send(request);
      return;
    }
    Optional<Room> room = rooms.room(name);
    if (room.isEmpty()) {
      Problem.of(404, "room-not-found", "nobody is in room " + name + ": /api/v1/rooms lists all")
          .send(request);
      return;
    }
    if (captures.find(name).filter(capture -> !capture.isOver()).isPresent()) {
      Problem.of(409, "capture-running", "room " + name + " is being captured: DELETE ends that")
          .send(request);
      return;
    }
    Set<CaptureStage> stages;
    try {
      stages = stages(request);
    } catch (IllegalArgumentException e) {
      Problem.of(400, "bad-request", e.getMessage()).send(request);
      return;
    }
    RoomCapture capture = captures.start(room.get(), stages);
    request.response().putHeader(HttpHeaders.LOCATION, request.request().path());
    send(request, 201, report(name, capture));
  }

  private void show(RoutingContext request) {
    String name = request.pathParam("room");
    captures
        .find(name)
        .ifPresentOrElse(
            capture -> send(request, 200, report(name, capture)), () -> notFound(request, name));
  }

  private void stop(RoutingContext request) {
    String name = request.pathParam("room");
    captures
        .find(name)
        .ifPresentOrElse(
            capture -> {
              captures.stop(name);
              Future.fromCompletionStage(capture.ended(), control)
                  .onComplete(done -> send(request, 200, report(name, capture)));
            },
            () -> notFound(request, name));
  }

  private static void notFound(RoutingContext request, String name) {
    Problem.of(404, "capture-not-found", "room " + name + " isn't being captured: POST begins that")
        .send(request);
  }

  private Set<CaptureStage> stages(RoutingContext request) {
    if (request.body().length() <= 0) {
      return captures.defaultStages();
    }
    JsonNode asked;
    try {
      asked = MAPPER.readTree(request.body().asString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is JSON, or empty", e);
    }
    JsonNode list = asked.get("stages");
    if (!asked.isObject() || asked.size() > (list == null ? 0 : 1)) {
      throw new IllegalArgumentException("the body is an object that may have stages");
    }
    if (list == null) {
      return captures.defaultStages();
    }
    EnumSet<CaptureStage> stages = EnumSet.noneOf(CaptureStage.class);
    list.forEach(item -> stages.add(stage(item.asText())));
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages is a list of received, decrypted, sent");
    }
    return stages;
  }

  private static CaptureStage stage(String name) {
    for (CaptureStage stage : CaptureStage.values()) {
      if (Words.of(stage).equals(name)) {
        return stage;
      }
    }
    throw new IllegalArgumentException(
        "a stage is received, decrypted or sent, not '" + name + "'");
  }

  private static ObjectNode report(String room, RoomCapture capture) {
    CaptureProgress progress = capture.progress();
    ObjectNode report =
        MAPPER
            .createObjectNode()
            .put("room", room)
            .put("state", Words.of(progress.state()))
            .put("started", capture.started().toString());
    ArrayNode stages = report.putArray("stages");
    capture.stages().forEach(stage -> stages.add(Words.of(stage)));
    report.put("packets", progress.packets()).put("bytes", progress.bytes());
    report
        .putObject("notCaptured")
        .put("writerBehind", progress.notCaptured().writerBehind())
        .put("folderFull", progress.notCaptured().folderFull());
    ArrayNode files = report.putArray("files");
    progress
        .files()
        .forEach(file -> files.addObject().put("name", file.name()).put("bytes", file.bytes()));
    return report.put("failure", progress.failure());
  }

  private static void send(RoutingContext request, int status, ObjectNode report) {
    if (!request.response().ended() && !request.response().closed()) {
      request
          .response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(report.toString());
    }
  }
}

package dev.sluice.signaling.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.Track;
import dev.sluice.signaling.http.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** What moderators do to rooms over HTTP. Control thread only. */
final class Moderation {

  private final Rooms rooms;

  Moderation(Rooms rooms) {
    this.rooms = rooms;
  }

  void closeRoom(RoutingContext request) {
    Optional<Room> room = rooms.room(request.pathParam("room"));
    room.ifPresentOrElse(
        found -> {
          found.close(LeaveReason.ROOM_CLOSED);
          done(request);
        },
        () -> noRoom(request));
  }

  void remove(RoutingContext request) {
    participant(request)
        .ifPresent(
            participant -> {
              participant.leave(LeaveReason.REMOVED);
              done(request);
            });
  }

  /** One track or, where none is named, all that the participant publishes now. */
  void mute(RoutingContext request) {
    Optional<Participant> found = participant(request);
    if (found.isEmpty()) {
      return;
    }
    JsonNode asked;
    try {
      asked = Reports.MAPPER.readTree(body(request));
    } catch (JsonProcessingException e) {
      badBody(request);
      return;
    }
    JsonNode muted = asked.path("muted");
    JsonNode trackId = asked.path("track");
    boolean wellFormed =
        asked.isObject()
            && (muted.isMissingNode() || muted.isBoolean())
            && (trackId.isMissingNode() || trackId.isTextual())
            && asked.size() == (muted.isMissingNode() ? 0 : 1) + (trackId.isMissingNode() ? 0 : 1);
    if (!wellFormed) {
      badBody(request);
      return;
    }
    Participant participant = found.get();
    List<Track> tracks =
        participant.tracks().stream()
            .filter(track -> trackId.isMissingNode() || track.id().equals(trackId.textValue()))
            .toList();
    if (tracks.isEmpty() && trackId.isTextual()) {
      Problem.of(
              404,
              "track-not-found",
              "%s publishes no track %s".formatted(participant.id(), trackId.textValue()))
          .send(request);
      return;
    }
    tracks.forEach(track -> participant.setMuted(track, muted.asBoolean(true)));
    done(request);
  }

  private static String body(RoutingContext request) {
    return request.body().length() <= 0 ? "{}" : request.body().asString();
  }

  private static void badBody(RoutingContext request) {
    Problem.of(
            400,
            "bad-request",
            "the body is empty, or JSON such as {\"track\": \"t-9fQx\", \"muted\": false}")
        .send(request);
  }

  private Optional<Participant> participant(RoutingContext request) {
    Optional<Room> room = rooms.room(request.pathParam("room"));
    if (room.isEmpty()) {
      noRoom(request);
      return Optional.empty();
    }
    String id = request.pathParam("participant");
    Optional<Participant> participant = room.get().participant(id);
    if (participant.isEmpty()) {
      Problem.of(
              404,
              "participant-not-found",
              "no participant %s is in room %s".formatted(id, room.get().name()))
          .send(request);
    }
    return participant;
  }

  private static void noRoom(RoutingContext request) {
    Problem.of(
            404,
            "room-not-found",
            "nobody is in room " + request.pathParam("room") + ": /api/v1/rooms lists all")
        .send(request);
  }

  private static void done(RoutingContext request) {
    request.response().setStatusCode(204).end();
  }
}

package dev.sluice.signaling.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Speaker;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One room, or one of its participants, as JSON. Who is there is written at once; the counters live
 * on the media loops and are filled in when they have arrived, null where they haven't.
 */
final class RoomReport {

  private final ObjectNode root = Reports.MAPPER.createObjectNode();
  private final List<CompletableFuture<?>> pending = new ArrayList<>();
  private final List<Runnable> fillings = new ArrayList<>();

  /** Written on the control thread. */
  static RoomReport of(Room room) {
    RoomReport report = new RoomReport();
    report.root.put("name", room.name()).put("lastN", room.lastN());
    ArrayNode speakers = report.root.putArray("speakers");
    for (Speaker speaker : room.speakers()) {
      speakers
          .addObject()
          .put("participant", speaker.participant().id())
          .put("speaking", speaker.speaking());
    }
    ArrayNode participants = report.root.putArray("participants");
    room.participants().forEach(p -> report.write(p, participants.addObject()));
    ArrayNode viewers = report.root.putArray("viewers");
    room.viewers().forEach(viewer -> report.write(viewer, viewers.addObject()));
    return report;
  }

  /** Of one participant alone. Written on the control thread. */
  static RoomReport of(Participant participant) {
    RoomReport report = new RoomReport();
    report.root.put("room", participant.room().name());
    report.write(participant, report.root);
    return report;
  }

  static ObjectNode summary(List<Room> rooms) {
    ObjectNode root = Reports.MAPPER.createObjectNode();
    ArrayNode list = root.putArray("rooms");
    for (Room room : rooms) {
      list.addObject()
          .put("name", room.name())
          .put("participants", room.participants().size())
          .put("tracks", room.participants().stream().mapToInt(p -> p.tracks().size()).sum())
          .put("viewers", room.viewers().size());
    }
    return root;
  }

  /** Completed when all counters have arrived, or failed to. Any thread. */
  CompletableFuture<Void> collected() {
    return CompletableFuture.allOf(
        pending.stream()
            .map(future -> future.handle((statistics, failure) -> statistics))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** The report with what has arrived by now. */
  ObjectNode finish() {
    fillings.forEach(Runnable::run);
    return root;
  }

  private void write(Participant participant, ObjectNode node) {
    node.put("id", participant.id()).put("name", participant.name());
    node.set("metadata", Reports.MAPPER.valueToTree(participant.metadata()));
    node.put("connectionId", participant.connection().id());
    fillIn(node, "connection", participant.connection().report());
    ArrayNode publications = node.putArray("publications");
    participant.tracks().forEach(track -> write(track, publications.addObject()));
    write(participant.receptions(), participant.leftOut(), node.putArray("subscriptions"));
    ArrayNode pinned = node.putArray("pinned");
    participant.pinned().stream().sorted().forEach(pinned::add);
    ArrayNode viewers = node.putArray("viewers");
    participant.room().viewers().stream()
        .filter(viewer -> viewer.participantId().equals(participant.id()))
        .forEach(viewer -> viewers.add(viewer.id()));
  }

  private void write(Viewer viewer, ObjectNode node) {
    node.put("id", viewer.id()).put("participant", viewer.participantId());
    node.put("connectionId", viewer.connection().id());
    fillIn(node, "connection", viewer.connection().report());
    write(viewer.receptions(), List.of(), node.putArray("subscriptions"));
  }

  private void write(Track track, ObjectNode node) {
    node.put("track", track.id());
    node.set("kind", Reports.MAPPER.valueToTree(track.kind()));
    node.set("source", Reports.MAPPER.valueToTree(track.source()));
    node.put("name", track.name())
        .put("codec", track.codec().encodingName())
        .put("paused", track.paused())
        .put("muted", track.muted());
    fillIn(node, "statistics", track.publication().statistics());
  }

  private void write(List<Reception> receptions, List<Track> leftOut, ArrayNode list) {
    for (Reception reception : receptions) {
      ObjectNode node = list.addObject().put("mid", reception.mid());
      Track track = reception.track();
      node.put("track", track == null ? null : track.id())
          .put("participant", track == null ? null : track.publisher().id())
          .put("paused", reception.paused())
          .put("leftOut", track != null && leftOut.contains(track));
      fillIn(node, "statistics", reception.subscription().statistics());
    }
  }

  private void fillIn(ObjectNode node, String field, CompletableFuture<?> statistics) {
    pending.add(statistics);
    fillings.add(
        () ->
            node.set(
                field,
                Reports.MAPPER.valueToTree(
                    statistics.state() == CompletableFuture.State.SUCCESS
                        ? statistics.resultNow()
                        : null)));
  }
}

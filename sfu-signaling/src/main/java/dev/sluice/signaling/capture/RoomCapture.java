package dev.sluice.signaling.capture;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.room.Connection;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent.Sending;
import dev.sluice.signaling.capture.CaptureEvent.Source;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** One room's capture: taps every connection in it and tells the writer of its terms. */
final class RoomCapture {

  /** Whose connection it is. */
  private record Party(String participant, String viewer) {}

  private final String room;
  private final Set<CaptureStage> stages;
  private final Instant started;
  private final CaptureWriter writer;
  private final LongSupplier nanos;
  private final long wallClockOffsetNanos;
  private final Map<Connection, Integer> numbers = new HashMap<>();
  private final Map<Party, Connection> connections = new HashMap<>();
  private final Map<Connection, Terms> lastTerms = new HashMap<>();
  private int count;

  /**
   * @param nanos the loops' clock
   * @param wallClockOffsetNanos from that clock to nanoseconds since 1970
   */
  RoomCapture(
      String room,
      Set<CaptureStage> stages,
      Instant started,
      CaptureWriter writer,
      LongSupplier nanos,
      long wallClockOffsetNanos) {
    this.room = room;
    this.stages = stages;
    this.started = started;
    this.writer = writer;
    this.nanos = nanos;
    this.wallClockOffsetNanos = wallClockOffsetNanos;
  }

  Set<CaptureStage> stages() {
    return stages;
  }

  Instant started() {
    return started;
  }

  CaptureProgress progress() {
    return writer.progress();
  }

  boolean isOver() {
    return writer.ended().isDone();
  }

  /** Looks at everybody in the room again. */
  void update(Room captured) {
    captured.participants().forEach(this::update);
    captured.viewers().forEach(this::update);
  }

  void update(Participant participant) {
    update(
        new Party(participant.id(), null),
        participant.connection(),
        participant.receptions(),
        participant.leftOut());
  }

  void update(Viewer viewer) {
    update(new Party(null, viewer.id()), viewer.connection(), viewer.receptions(), List.of());
  }

  void left(Participant participant) {
    left(new Party(participant.id(), null));
  }

  void left(Viewer viewer) {
    left(new Party(null, viewer.id()));
  }

  /** Sees nothing from now on. */
  void stop() {
    connections.values().forEach(connection -> connection.tap(null));
    writer.stop();
  }

  /** Completed when what was seen is on disk, or isn't going to be. */
  CompletableFuture<Void> ended() {
    return writer.ended();
  }

  private void update(
      Party party, Connection connection, List<Reception> receptions, List<Track> leftOut) {
    if (connection.equals(Connection.NONE) || isOver()) {
      return;
    }
    if (!connection.equals(connections.get(party))) {
      left(party);
      connections.put(party, connection);
    }
    Terms terms = terms(party, connection, receptions, leftOut);
    if (!terms.equals(lastTerms.put(connection, terms))) {
      connection.tap(new ConnectionTap(writer, stages, terms));
    }
  }

  private void left(Party party) {
    Connection former = connections.remove(party);
    if (former != null) {
      former.tap(null);
      lastTerms.remove(former);
      writer.note(new CaptureEvent.Ended(numbers.remove(former)), nanos.getAsLong());
    }
  }

  private Terms terms(
      Party party, Connection connection, List<Reception> receptions, List<Track> leftOut) {
    Map<String, Reception> byMid = new HashMap<>();
    receptions.forEach(reception -> byMid.put(reception.mid(), reception));
    List<Sending> sends = new ArrayList<>();
    for (RtpParameters parameters : connection.sendParameters()) {
      Reception reception = byMid.get(parameters.mid());
      Track track = reception == null ? null : reception.track();
      boolean paused =
          track != null && (reception.paused() || !track.flows() || leftOut.contains(track));
      sends.add(new Sending(parameters, track == null ? null : source(track), paused));
    }
    return new Terms(
        numberOf(connection),
        room,
        party.participant(),
        party.viewer(),
        wallClockOffsetNanos,
        connection.receiveParameters(),
        sends);
  }

  /** Null where the publisher's connection has none such any more. */
  private Source source(Track track) {
    Connection publisher = track.publisher().connection();
    for (Map.Entry<String, Publication> entry : publisher.publications().entrySet()) {
      if (entry.getValue().equals(track.publication())) {
        return new Source(numberOf(publisher), entry.getKey());
      }
    }
    return null;
  }

  private int numberOf(Connection connection) {
    return numbers.computeIfAbsent(connection, added -> ++count);
  }
}

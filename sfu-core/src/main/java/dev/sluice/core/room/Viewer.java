package dev.sluice.core.room;

import dev.sluice.core.forward.SubscriptionStatistics;
import java.util.List;

/**
 * Somebody who watches one participant without being one: not seen by the others, present in the
 * statistics. Control thread only.
 */
public final class Viewer {

  private final String id;
  private final Room room;
  private final String participantId;
  private final ViewerListener listener;
  private List<Reception> receptions = List.of();
  private Connection connection = Connection.NONE;

  Viewer(String id, Room room, String participantId, ViewerListener listener) {
    this.id = id;
    this.room = room;
    this.participantId = participantId;
    this.listener = listener;
  }

  public String id() {
    return id;
  }

  public Room room() {
    return room;
  }

  /** Whom it watches; need not be in the room. */
  public String participantId() {
    return participantId;
  }

  /** What the watched participant publishes now; empty while it isn't in the room. */
  public List<Track> watchedTracks() {
    return room.participant(participantId).map(Participant::tracks).orElse(List.of());
  }

  /** What plays on which media section, as its front door last said. */
  public List<Reception> receptions() {
    return receptions;
  }

  public void setReceptions(List<Reception> nowReceived) {
    List<Reception> before = receptions;
    receptions = List.copyOf(nowReceived);
    room.followLayers(before, receptions, this::heard);
    room.mediaChanged(this);
  }

  private void heard(Reception of, SubscriptionStatistics now) {
    if (receptions.stream().anyMatch(of::isSamePlayback)) {
      room.layerChanged(this, of.track(), now);
    }
  }

  /** What carries its media, as its front door last said. */
  public Connection connection() {
    return connection;
  }

  public void setConnection(Connection nowUsed) {
    connection = nowUsed;
    room.mediaChanged(this);
  }

  public void leave(LeaveReason reason) {
    room.removeViewer(this, reason);
  }

  ViewerListener listener() {
    return listener;
  }
}

package dev.sluice.signaling;

import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells the operator who comes and goes. */
final class RoomLog implements RoomListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.rooms");

  @Override
  public void participantJoined(Participant participant) {
    about(participant).log("{} joined room {}", participant.id(), participant.room().name());
  }

  @Override
  public void participantLeft(Participant participant, LeaveReason reason) {
    about(participant)
        .addKeyValue("reason", reason)
        .log("{} left room {}: {}", participant.id(), participant.room().name(), reason);
  }

  @Override
  public void trackPublished(Track track) {
    about(track.publisher())
        .addKeyValue("track", track.id())
        .log(
            "{} publishes {} {} as {} in room {}",
            track.publisher().id(),
            track.source(),
            track.codec().encodingName(),
            track.id(),
            track.publisher().room().name());
  }

  @Override
  public void trackUnpublished(Track track) {
    about(track.publisher())
        .addKeyValue("track", track.id())
        .log(
            "{} publishes {} no more in room {}",
            track.publisher().id(),
            track.id(),
            track.publisher().room().name());
  }

  @Override
  public void viewerJoined(Viewer viewer) {
    about(viewer.room(), viewer.id())
        .log("{} watches {} in room {}", viewer.id(), viewer.participantId(), viewer.room().name());
  }

  @Override
  public void viewerLeft(Viewer viewer, LeaveReason reason) {
    about(viewer.room(), viewer.id())
        .addKeyValue("reason", reason)
        .log("{} left room {}: {}", viewer.id(), viewer.room().name(), reason);
  }

  private static LoggingEventBuilder about(Participant participant) {
    return about(participant.room(), participant.id());
  }

  /** For machines, which don't read sentences. */
  private static LoggingEventBuilder about(Room room, String who) {
    return LOG.atInfo().addKeyValue("room", room.name()).addKeyValue("participant", who);
  }
}

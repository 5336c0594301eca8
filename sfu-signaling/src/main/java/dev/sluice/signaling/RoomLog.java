package dev.sluice.signaling;

import dev.sluice.core.room.LeaveReason;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomListener;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator who comes and goes. */
final class RoomLog implements RoomListener {

  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.rooms");

  @Override
  public void participantJoined(Participant participant) {
    LOG.info("{} joined room {}", participant.id(), participant.room().name());
  }

  @Override
  public void participantLeft(Participant participant, LeaveReason reason) {
    LOG.info("{} left room {}: {}", participant.id(), participant.room().name(), reason);
  }

  @Override
  public void trackPublished(Track track) {
    LOG.info(
        "{} publishes {} {} as {} in room {}",
        track.publisher().id(),
        track.source(),
        track.codec().encodingName(),
        track.id(),
        track.publisher().room().name());
  }

  @Override
  public void viewerJoined(Viewer viewer) {
    LOG.info("{} watches {} in room {}", viewer.id(), viewer.participantId(), viewer.room().name());
  }

  @Override
  public void viewerLeft(Viewer viewer, LeaveReason reason) {
    LOG.info("{} left room {}: {}", viewer.id(), viewer.room().name(), reason);
  }
}

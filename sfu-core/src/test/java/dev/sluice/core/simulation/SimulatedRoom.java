package dev.sluice.core.simulation;

import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.room.JoinRequest;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.ParticipantListener;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.RoomLimits;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.TrackSource;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A room of the server, which shows its viewers those who spoke last. */
final class SimulatedRoom {

  private static final String NAME = "room";

  private final Rooms rooms;
  private final List<SimulatedPublisher> publishers = new ArrayList<>();
  private final List<Track> cameras = new ArrayList<>();
  private int lastId;

  /**
   * @param lastN how many each viewer is shown
   */
  SimulatedRoom(int lastN) {
    rooms = new Rooms(RoomLimits.DEFAULT, lastN, () -> String.valueOf(++lastId), Runnable::run);
  }

  /** Comes with a camera, of which it sends what is watched, and a microphone. */
  void join(SimulatedPublisher publisher) {
    try {
      Participant self =
          join(
              new ParticipantListener() {
                @Override
                public void demandChanged(Track track, List<WantedEncoding> encodings) {
                  publisher.onDemand(encodings);
                }
              });
      Track camera =
          self.publish(TrackSource.CAMERA, "", MediaKind.VIDEO, Codec.VP8, publisher.video());
      self.publish(TrackSource.MICROPHONE, "", MediaKind.AUDIO, Codec.OPUS, publisher.audio());
      self.heedDemand(camera);
      publishers.add(publisher);
      cameras.add(camera);
    } catch (RoomException e) {
      throw new AssertionError(e);
    }
  }

  /** Comes to see, and to hear, all who are there. */
  void join(SimulatedViewer viewer) {
    publishers.forEach(viewer::play);
    List<Reception> receptions = new ArrayList<>();
    for (int i = 0; i < cameras.size(); i++) {
      receptions.add(
          new Reception("v" + i, cameras.get(i), viewer.videos().get(i).subscription(), false));
    }
    try {
      join(new ParticipantListener() {}).setReceptions(receptions);
    } catch (RoomException e) {
      throw new AssertionError(e);
    }
  }

  private Participant join(ParticipantListener listener) throws RoomException {
    return rooms.join(NAME, JoinRequest.of(Optional.empty(), "", Map.of()), listener);
  }
}

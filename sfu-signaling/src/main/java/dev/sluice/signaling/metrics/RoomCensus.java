package dev.sluice.signaling.metrics;

import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Reception;
import dev.sluice.core.room.Room;
import dev.sluice.core.room.Rooms;
import dev.sluice.core.room.Track;
import dev.sluice.core.room.Viewer;
import dev.sluice.core.rtp.MediaKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many of everything there are in all rooms. */
record RoomCensus(
    long rooms,
    long participants,
    long viewers,
    Map<MediaKind, Long> publications,
    Map<MediaKind, Long> subscriptions) {

  /** Control thread. */
  static RoomCensus of(Rooms rooms) {
    List<Room> all = rooms.rooms();
    long participants = 0;
    long viewers = 0;
    Map<MediaKind, Long> publications = new EnumMap<>(MediaKind.class);
    Map<MediaKind, Long> subscriptions = new EnumMap<>(MediaKind.class);
    for (MediaKind kind : MediaKind.values()) {
      publications.put(kind, 0L);
      subscriptions.put(kind, 0L);
    }
    for (Room room : all) {
      for (Participant participant : room.participants()) {
        participants++;
        for (Track track : participant.tracks()) {
          publications.merge(track.kind(), 1L, Long::sum);
        }
        count(participant.receptions(), subscriptions);
      }
      for (Viewer viewer : room.viewers()) {
        viewers++;
        count(viewer.receptions(), subscriptions);
      }
    }
    return new RoomCensus(all.size(), participants, viewers, publications, subscriptions);
  }

  private static void count(List<Reception> receptions, Map<MediaKind, Long> subscriptions) {
    for (Reception reception : receptions) {
      subscriptions.merge(reception.subscription().kind(), 1L, Long::sum);
    }
  }
}

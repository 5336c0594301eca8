package dev.sluice.core.room;

import dev.sluice.core.room.RoomException.Reason;
import java.util.Map;

/**
 * What one server lets its rooms grow to.
 *
 * @param viewersPerRoom those who only watch and aren't participants
 * @param nameLength in characters, of participants and tracks
 * @param metadataSize in characters, as {@link Metadata#size} counts
 */
public record RoomLimits(
    int rooms,
    int participantsPerRoom,
    int viewersPerRoom,
    int tracksPerParticipant,
    int nameLength,
    int metadataSize) {

  public static final RoomLimits DEFAULT = new RoomLimits(10_000, 1_000, 10_000, 32, 128, 8_192);

  void checkDescription(String name, Map<String, Object> metadata) throws RoomException {
    checkName(name);
    int size = Metadata.size(metadata);
    if (size > metadataSize) {
      throw new RoomException(
          Reason.INVALID,
          "metadata of size %d is more than the %d that this server keeps"
              .formatted(size, metadataSize));
    }
  }

  void checkTrack(int tracks, String name) throws RoomException {
    checkName(name);
    if (tracks >= tracksPerParticipant) {
      throw new RoomException(
          Reason.TOO_MANY_TRACKS,
          "a participant may publish %d tracks at a time".formatted(tracksPerParticipant));
    }
  }

  void checkParticipants(int participants) throws RoomException {
    if (participants >= participantsPerRoom) {
      throw new RoomException(
          Reason.ROOM_FULL, "a room holds %d participants".formatted(participantsPerRoom));
    }
  }

  void checkViewers(int viewers) throws RoomException {
    if (viewers >= viewersPerRoom) {
      throw new RoomException(
          Reason.ROOM_FULL, "a room holds %d viewers".formatted(viewersPerRoom));
    }
  }

  void checkRooms(int count) throws RoomException {
    if (count >= rooms) {
      throw new RoomException(Reason.TOO_MANY_ROOMS, "this server holds %d rooms".formatted(rooms));
    }
  }

  private void checkName(String name) throws RoomException {
    if (name.length() > nameLength) {
      throw new RoomException(
          Reason.INVALID, "a name has at most %d characters".formatted(nameLength));
    }
  }
}

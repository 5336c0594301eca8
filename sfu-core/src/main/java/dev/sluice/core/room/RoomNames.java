package dev.sluice.core.room;

import dev.sluice.core.room.RoomException.Reason;
import java.util.regex.Pattern;

/** What rooms and participants may be called. */
final class RoomNames {

  private static final int MAX_ROOM_NAME_LENGTH = 128;

  /**
   * A participant's id travels as the stream id of an {@code a=msid} line, so it keeps to
   * characters that are tokens in SDP (RFC 8830 section 2) and unreserved in a URL.
   */
  private static final Pattern PARTICIPANT_ID = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

  private RoomNames() {}

  static void checkRoom(String name) throws RoomException {
    boolean wellFormed =
        !name.isBlank()
            && name.length() <= MAX_ROOM_NAME_LENGTH
            && name.equals(name.strip())
            && name.chars().noneMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\')
            && !name.equals(".")
            && !name.equals("..");
    if (!wellFormed) {
      throw new RoomException(
          Reason.INVALID,
          "a room's name has 1 to 128 characters, without slashes, control characters, and spaces"
              + " at its ends");
    }
  }

  static void checkParticipant(String id) throws RoomException {
    if (!PARTICIPANT_ID.matcher(id).matches() || id.equals(".") || id.equals("..")) {
      throw new RoomException(
          Reason.INVALID,
          "a participant's id has 1 to 64 letters, digits or any of . _ ~ - in ASCII");
    }
  }
}

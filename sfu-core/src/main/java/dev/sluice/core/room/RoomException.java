package dev.sluice.core.room;

/**
 * A request that the room service refuses; nothing has changed. The message says what would be
 * right.
 */
public final class RoomException extends Exception {

  /** Why; the front doors map it to their own codes. */
  public enum Reason {
    /** A room's name, a participant's id or a track's description is malformed or too long. */
    INVALID,
    /** The participant's id is in use in that room. */
    PARTICIPANT_TAKEN,
    /** Somebody is named who isn't in the room. */
    PARTICIPANT_NOT_FOUND,
    /** A track is named that isn't in the room. */
    TRACK_NOT_FOUND,
    /** The server has as many rooms as its settings allow. */
    TOO_MANY_ROOMS,
    /** The room has as many participants or viewers as the settings allow. */
    ROOM_FULL,
    /** The participant publishes as many tracks as the settings allow. */
    TOO_MANY_TRACKS
  }

  private final Reason reason;

  public RoomException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

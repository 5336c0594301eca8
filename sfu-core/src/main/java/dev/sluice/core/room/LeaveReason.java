package dev.sluice.core.room;

/** Why a participant or a viewer is gone. */
public enum LeaveReason {
  /** By its own will. */
  LEFT,
  /** Its connection was lost and did not come back in time. */
  TIMEOUT,
  /** Another session took over its id. */
  REPLACED,
  /** A moderator put it out. */
  REMOVED,
  /** A moderator closed the room. */
  ROOM_CLOSED,
  /** The server is stopping. */
  SHUTDOWN
}

package dev.sluice.core.room;

/** Why a participant or a viewer is gone. */
public enum LeaveReason {
  /** By its own will. */
  LEFT,
  /** Its connection was lost and did not come back in time. */
  TIMEOUT,
  /** Another session took over its id. */
  REPLACED,
  /** The server is stopping. */
  SHUTDOWN
}

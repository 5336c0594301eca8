package dev.sluice.core.forward;

/** Why a subscription is held back; several may hold at a time. */
public enum PauseReason {
  /** The viewer doesn't want it just now, or the publisher has paused it for everybody. */
  WISH,
  /** Others have spoken more recently, and the room shows only the last N. */
  LAST_N
}

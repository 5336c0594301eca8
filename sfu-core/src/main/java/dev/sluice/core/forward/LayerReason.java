package dev.sluice.core.forward;

/** Why a viewer gets the quality that it gets, or none. */
public enum LayerReason {
  /** There is no choice, or nothing to choose from yet. */
  ONLY_ONE,
  /** The best that is published. */
  BEST,
  /** The viewer asked for no more. */
  PREFERENCE,
  /** The estimate of the viewer's network allows no more. */
  BANDWIDTH,
  /** Nothing of it fits into the estimate of the viewer's network: nothing is sent. */
  NO_BANDWIDTH,
  /** The viewer has paused it: nothing is sent. */
  PAUSED_BY_VIEWER,
  /** Its publisher has paused it for everybody: nothing is sent. */
  PAUSED_BY_PUBLISHER,
  /** A moderator has muted it for everybody: nothing is sent. */
  MUTED_BY_MODERATOR,
  /** Others have spoken more recently, and the room shows only the last N: nothing is sent. */
  LAST_N,
  /** Nobody publishes anything that could be played: nothing is sent. */
  NO_SOURCE
}

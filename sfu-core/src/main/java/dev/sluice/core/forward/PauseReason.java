package dev.sluice.core.forward;

import java.util.Set;

/** Why a subscription is held back; several may hold at a time. */
public enum PauseReason {
  /** A moderator has muted it for everybody. */
  MODERATOR,
  /** The publisher has paused it for everybody. */
  PUBLISHER,
  /** The viewer doesn't want it just now. */
  VIEWER,
  /** Others have spoken more recently, and the room shows only the last N. */
  LAST_N;

  /** Of several the one that holds for most. */
  static LayerReason layerReason(Set<PauseReason> reasons) {
    if (reasons.contains(MODERATOR)) {
      return LayerReason.MUTED_BY_MODERATOR;
    }
    if (reasons.contains(PUBLISHER)) {
      return LayerReason.PAUSED_BY_PUBLISHER;
    }
    return reasons.contains(VIEWER) ? LayerReason.PAUSED_BY_VIEWER : LayerReason.LAST_N;
  }
}

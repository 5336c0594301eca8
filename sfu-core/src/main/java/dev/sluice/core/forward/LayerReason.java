package dev.sluice.core.forward;

/** Why a viewer gets the quality that it gets. */
public enum LayerReason {
  /** There is no choice, or nothing to choose from yet. */
  ONLY_ONE,
  /** The best that is published. */
  BEST,
  /** The viewer asked for no more. */
  PREFERENCE,
  /** The estimate of the viewer's network allows no more. */
  BANDWIDTH,
  /** Nothing of it fits into the estimate of the viewer's network. */
  NO_BANDWIDTH
}

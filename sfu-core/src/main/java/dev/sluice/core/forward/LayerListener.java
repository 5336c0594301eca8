package dev.sluice.core.forward;

/** Hears which quality a viewer gets, why, and what went no further. */
@FunctionalInterface
public interface LayerListener {

  /** Loop: the quality has changed, or the reason; at most ten times a second. */
  void onLayer(SubscriptionStatistics now);
}

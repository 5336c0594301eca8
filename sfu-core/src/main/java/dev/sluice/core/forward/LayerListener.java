package dev.sluice.core.forward;

/** Hears which quality a viewer gets, and why. */
@FunctionalInterface
public interface LayerListener {

  /** Loop: that has changed; at most ten times a second. */
  void onLayer(LayerReport report);
}

package dev.sluice.core.forward;

/** Which quality a subscription is to have, and why. Belongs to the viewer's loop. */
final class LayerChoice {

  private Ladder.Step step;
  private LayerReason reason = LayerReason.ONLY_ONE;

  void set(Ladder.Step chosen, LayerReason why) {
    step = chosen;
    reason = why;
  }

  /** A keyframe of an encoding begins to play. */
  void onStart(PublishedEncoding encoding, LayerFilter layers) {
    if (step != null && step.encoding() == encoding) {
      layers.want(step.spatial(), step.temporal());
    } else {
      layers.wantAll();
    }
  }

  void clear() {
    step = null;
    reason = LayerReason.ONLY_ONE;
  }

  /** The quality aimed at; null where nothing was chosen. */
  Ladder.Step step() {
    return step;
  }

  LayerReason reason() {
    return reason;
  }

  /** Where the quality aimed at stands in a newer ladder; -1 where it isn't to be had any more. */
  int indexIn(Ladder ladder) {
    if (step == null) {
      return -1;
    }
    for (int i = 0; i < ladder.size(); i++) {
      if (step.isSameLayer(ladder.step(i))) {
        return i;
      }
    }
    return -1;
  }
}

package dev.sluice.core.forward;

/** Which quality a subscription is to have, why, and since when. Belongs to the viewer's loop. */
final class LayerChoice {

  private Ladder.Step step;
  private LayerReason reason = LayerReason.ONLY_ONE;
  private long sinceNanos;

  /** The encoding that plays; null before the first keyframe. */
  private PublishedEncoding playing;

  void set(Ladder.Step chosen, LayerReason why, long nowNanos) {
    if (step == null || !isSame(chosen) || reason != why) {
      sinceNanos = nowNanos;
    }
    step = chosen;
    reason = why;
  }

  private boolean isSame(Ladder.Step other) {
    return step.encoding() == other.encoding()
        && step.spatial() == other.spatial()
        && step.temporal() == other.temporal();
  }

  /** A keyframe of an encoding begins to play. */
  void onStart(PublishedEncoding encoding, LayerFilter layers) {
    playing = encoding;
    if (step != null && step.encoding() == encoding) {
      layers.want(step.spatial(), step.temporal());
    } else {
      layers.wantAll();
    }
  }

  void clear() {
    step = null;
    playing = null;
    reason = LayerReason.ONLY_ONE;
  }

  /** The quality aimed at; null where nothing was chosen. */
  Ladder.Step step() {
    return step;
  }

  /** Where the quality aimed at stands in a newer ladder; -1 where it isn't to be had any more. */
  int indexIn(Ladder ladder) {
    if (step == null) {
      return -1;
    }
    for (int i = 0; i < ladder.size(); i++) {
      if (isSame(ladder.step(i))) {
        return i;
      }
    }
    return -1;
  }

  /** For those who ask why. */
  LayerReport report(long nowNanos) {
    return step == null
        ? LayerReport.NONE
        : new LayerReport(
            playing == null ? "" : playing.rid(),
            step.encoding().rid(),
            step.spatial(),
            step.temporal(),
            step.width(),
            step.height(),
            Math.round(step.framesPerSecond() * 10) / 10.0,
            step.bitrateBps(),
            reason,
            (nowNanos - sinceNanos) / 1_000_000);
  }
}

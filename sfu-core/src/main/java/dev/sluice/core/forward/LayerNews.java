package dev.sluice.core.forward;

/**
 * What a viewer gets of one video, why, and since when: for those who ask, and for who wants to
 * hear of changes. Belongs to the viewer's loop.
 */
final class LayerNews {

  private boolean untold = true;

  private PublishedEncoding playing;
  private Ladder.Step step;
  private LayerReason reason = LayerReason.NO_SOURCE;
  private long sinceNanos;
  private PublishedEncoding awaited;
  private long awaitedSinceNanos;

  /** Who hears of it has heard nothing yet. */
  void beginAnew() {
    untold = true;
  }

  /**
   * Some times a second, and before {@link #report}: how it is now.
   *
   * @param nowPlaying null where nothing plays
   * @param aim the quality aimed at; null where there was nothing to choose from
   * @param nowAwaited the encoding of which a keyframe is awaited; null for none
   */
  void update(
      PublishedEncoding nowPlaying,
      Ladder.Step aim,
      LayerReason why,
      PublishedEncoding nowAwaited,
      long nowNanos) {
    boolean chosen = why != reason || !isSame(aim);
    if (chosen) {
      sinceNanos = nowNanos;
    }
    if (nowAwaited != awaited) {
      awaitedSinceNanos = nowNanos;
    }
    untold |= chosen || nowAwaited != awaited || nowPlaying != playing;
    playing = nowPlaying;
    step = aim;
    reason = why;
    awaited = nowAwaited;
  }

  private boolean isSame(Ladder.Step other) {
    if (step == null || other == null) {
      return step == null && other == null;
    }
    return step.isSameLayer(other) && step.width() == other.width();
  }

  /** Whether something has changed since this was last asked. */
  boolean take() {
    boolean changed = untold;
    untold = false;
    return changed;
  }

  LayerReport report(OutgoingPath path, long nowNanos) {
    boolean known = step != null;
    return new LayerReport(
        playing != null,
        playing == null ? "" : playing.rid(),
        known ? step.encoding().rid() : "",
        known ? step.spatial() : 0,
        known ? step.temporal() : 0,
        known ? step.width() : 0,
        known ? step.height() : 0,
        known ? Math.round(step.framesPerSecond() * 10) / 10.0 : 0,
        known ? step.bitrateBps() : 0,
        reason,
        (nowNanos - sinceNanos) / 1_000_000,
        awaited == null
            ? null
            : new KeyFrameWait(awaited.rid(), (nowNanos - awaitedSinceNanos) / 1_000_000),
        path.estimateBps(),
        path.estimateLimit());
  }
}

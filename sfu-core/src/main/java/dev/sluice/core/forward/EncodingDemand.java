package dev.sluice.core.forward;

/**
 * Whether anybody watches an encoding, and whether its publisher is to send it therefore: wanted at
 * once when somebody comes, and not any more when nobody has come back for a while. The least one
 * of a publication is wanted as long as any is watched: whoever watches falls back on it without
 * waiting for its publisher when their network, or the publisher's, becomes narrow. So it is while
 * somebody stands by who is to see it as soon as its publisher speaks.
 *
 * <p>Belongs to the publisher's loop.
 */
final class EncodingDemand {

  /** Who switches to and fro isn't to cost a keyframe and a message each time. */
  static final long RELEASE_NANOS = 3_000_000_000L;

  /** A publisher that is told to send again does so within this time, or can't. */
  static final long RETURN_NANOS = 3_000_000_000L;

  private int watching;
  private boolean wanted = true;

  private boolean unwatched;
  private long unwatchedNanos;

  private boolean returning;
  private long returnNanos;

  /**
   * One more watches it, or one less.
   *
   * @return whether the publisher is to be told to send it again
   */
  boolean watch(boolean more, long nowNanos) {
    watching += more ? 1 : -1;
    return watching > 0 && want(nowNanos);
  }

  /**
   * Whoever watches another encoding may have to fall back on this one.
   *
   * @return as {@link #watch}
   */
  boolean want(long nowNanos) {
    if (wanted) {
      return false;
    }
    wanted = true;
    returning = true;
    returnNanos = nowNanos;
    return true;
  }

  /**
   * Some times a second. What its publisher doesn't send anyway isn't told to stop: it would count
   * as to be had otherwise.
   *
   * @param sent whether packets come
   * @param fallback whether somebody may have to fall back on it
   * @return whether the publisher is to be told to stop it
   */
  boolean isReleased(boolean sent, boolean fallback, long nowNanos) {
    returning &= !sent && nowNanos - returnNanos < RETURN_NANOS;
    if (watching > 0 || fallback || !wanted || !sent) {
      unwatched = false;
      return false;
    }
    if (!unwatched) {
      unwatched = true;
      unwatchedNanos = nowNanos;
    }
    wanted = nowNanos - unwatchedNanos < RELEASE_NANOS;
    return !wanted;
  }

  /** Whether anybody watches it. */
  boolean isWatched() {
    return watching > 0;
  }

  /** Whether the publisher is to send it. */
  boolean isWanted() {
    return wanted;
  }

  /** Whether it isn't sent only because nobody watched it: it comes for whoever wants it. */
  boolean isKept() {
    return !wanted || returning;
  }
}

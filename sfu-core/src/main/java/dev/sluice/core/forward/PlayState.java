package dev.sluice.core.forward;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a subscription plays, and if not, why: it has no source, somebody paused it, the network
 * is too narrow, or a keyframe hasn't come yet.
 *
 * <p>Belongs to the viewer's loop.
 */
final class PlayState {

  private final Set<PauseReason> pauses = EnumSet.noneOf(PauseReason.class);
  private SubscriptionState state = SubscriptionState.IDLE;
  private boolean hasSource;

  /** The network is too narrow for it. */
  private boolean withheld;

  SubscriptionState now() {
    return state;
  }

  boolean isForwarding() {
    return state == SubscriptionState.FORWARDING;
  }

  boolean isWaiting() {
    return state == SubscriptionState.WAITING_FOR_KEYFRAME;
  }

  boolean isClosed() {
    return state == SubscriptionState.CLOSED;
  }

  /** Somebody has paused it, whether or not it has a source. */
  boolean isPaused() {
    return !pauses.isEmpty();
  }

  boolean isWithheld() {
    return withheld;
  }

  /** Whether it has a source and nobody has paused it. */
  boolean isWatched() {
    return hasSource && pauses.isEmpty();
  }

  /** A packet began the stream, or goes on with it after a break. */
  void onStart() {
    state = SubscriptionState.FORWARDING;
  }

  /** What plays can't go on before the next keyframe. */
  void onBreak() {
    state = SubscriptionState.WAITING_FOR_KEYFRAME;
  }

  /** There is another source, or none. */
  void onSource(boolean there) {
    hasSource = there;
    withheld = false;
    rest();
  }

  /** Returns whether it wasn't withheld before. */
  boolean withhold() {
    if (withheld) {
      return false;
    }
    withheld = true;
    rest();
    return true;
  }

  /** Takes {@link #withhold} back; returns whether it was withheld. */
  boolean release() {
    if (!withheld) {
      return false;
    }
    withheld = false;
    rest();
    return true;
  }

  /** Returns whether there was no reason to pause before. */
  boolean pause(PauseReason reason) {
    boolean first = pauses.isEmpty();
    if (!pauses.add(reason)) {
      return false;
    }
    rest();
    return first;
  }

  /** Returns whether that was the last reason to pause. */
  boolean resume(PauseReason reason) {
    if (!pauses.remove(reason)) {
      return false;
    }
    rest();
    return pauses.isEmpty();
  }

  void close() {
    state = SubscriptionState.CLOSED;
  }

  private void rest() {
    if (state != SubscriptionState.CLOSED) {
      state = resting();
    }
  }

  private SubscriptionState resting() {
    if (!hasSource) {
      return SubscriptionState.IDLE;
    }
    if (pauses.isEmpty() && !withheld) {
      return SubscriptionState.WAITING_FOR_KEYFRAME;
    }
    boolean onlyLastN = pauses.size() == 1 && pauses.contains(PauseReason.LAST_N);
    return onlyLastN ? SubscriptionState.LAST_N : SubscriptionState.PAUSED;
  }

  /**
   * Why it plays what it plays.
   *
   * @param chosen why it would be that, if it played
   */
  LayerReason reason(LayerReason chosen) {
    if (!hasSource) {
      return LayerReason.NO_SOURCE;
    }
    return pauses.isEmpty() ? chosen : PauseReason.layerReason(pauses);
  }
}

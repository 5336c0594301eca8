package dev.sluice.core.forward;

import dev.sluice.core.transport.MediaLoop;

/**
 * Which branches feed a subscription: the one that plays, or is to play with its next keyframe, and
 * the one that is to follow it from its own next keyframe on.
 *
 * <p>Branches are given by their publishers' loops, on request: of several requests the last one
 * counts, and what an earlier one brings is given back.
 *
 * <p>Belongs to the viewer's loop.
 */
final class BranchSwitch {

  private final Subscription subscription;
  private Branch current;
  private Branch next;

  /** The encoding to whose branch we are to come; null where we wait for none. */
  private PublishedEncoding requested;

  /** Counts requests. */
  private int request;

  private boolean watched = true;

  BranchSwitch(Subscription subscription) {
    this.subscription = subscription;
  }

  /** What plays, or is to play with its next keyframe; null for nothing. */
  Branch current() {
    return current;
  }

  /** What is to play instead, from its next keyframe on; null for nothing. */
  Branch next() {
    return next;
  }

  boolean isOn(PublishedEncoding encoding) {
    return current != null && current.encoding() == encoding;
  }

  /** The encoding that is to come, whether its branch is there yet or not; null for none. */
  PublishedEncoding coming() {
    return requested != null || next == null ? requested : next.encoding();
  }

  /** What was to come isn't any more. */
  void stay() {
    request++;
    requested = null;
    leave(next);
    next = null;
  }

  /** Asks for the branch of an encoding, in the place of what was to come. */
  void request(PublishedEncoding encoding, MediaLoop loop) {
    stay();
    requested = encoding;
    encoding.attach(subscription, loop, request);
  }

  /** Whether this is the answer that is waited for. */
  boolean isAwaited(int forRequest) {
    return forRequest == request;
  }

  /**
   * A branch has come that {@link #isAwaited}.
   *
   * @param plays whether the current one plays and is to do so until the other can
   */
  void take(Branch given, boolean plays) {
    requested = null;
    if (!watched) {
      given.encoding().watch(false);
    }
    if (plays) {
      next = given;
    } else {
      leave(current);
      current = given;
    }
    given.add(subscription);
  }

  /** What was to come plays. */
  void advance() {
    leave(current);
    current = next;
    next = null;
  }

  void leaveAll() {
    stay();
    leave(current);
    current = null;
  }

  private void leave(Branch left) {
    if (left != null) {
      left.remove(subscription);
      left.encoding().detach(left, watched);
    }
  }

  /** The branch has ended and has let go already. */
  void forget(Branch ended) {
    current = current == ended ? null : current;
    next = next == ended ? null : next;
  }

  /** Whether what comes is taken: nobody watches what is paused. */
  void setWatched(boolean nowWatched) {
    watched = nowWatched;
    if (current != null) {
      current.encoding().watch(watched);
    }
    if (next != null) {
      next.encoding().watch(watched);
    }
  }
}

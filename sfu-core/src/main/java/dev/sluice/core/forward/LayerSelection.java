package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.transport.LoopBinding;

/**
 * Which quality of its source a subscription plays, and why: what its viewer wants, what {@link
 * LayerAllocation} has chosen for it, the way from one encoding to another, and what is told of it.
 *
 * <p>Belongs to the viewer's loop.
 */
final class LayerSelection {

  private final MediaKind kind;
  private final LoopBinding binding;
  private final OutgoingStream stream;
  private final PlayState state;
  private final BranchSwitch branches;
  private final KeyFrameDemand keyFrames;
  private final ViewerBudget budget;
  private final LayerChoice choice = new LayerChoice();
  private final LayerNews news = new LayerNews();

  private ReceivePreferences preferences = ReceivePreferences.BEST;
  private Publication source;

  LayerSelection(
      MediaKind kind,
      LoopBinding binding,
      OutgoingStream stream,
      PlayState state,
      BranchSwitch branches,
      KeyFrameDemand keyFrames,
      ViewerBudget budget) {
    this.kind = kind;
    this.binding = binding;
    this.stream = stream;
    this.state = state;
    this.branches = branches;
    this.keyFrames = keyFrames;
    this.budget = budget;
  }

  // What there is to choose from.

  /** What is played; null for nothing. */
  Publication source() {
    return source;
  }

  /** Another source, of which the least quality comes first, as nothing is known of the network. */
  void begin(Publication publication) {
    source = publication;
    request(least());
  }

  /**
   * It is paused, and will go on with the least quality: what the network carries then isn't known,
   * and its publisher may take a while to send what nobody watches.
   */
  void goBack() {
    choice.clear();
    if (source == null) {
      return;
    }
    PublishedEncoding least = least();
    if (branches.isOn(least)) {
      branches.stay();
    } else if (branches.coming() != least) {
      request(least);
    }
  }

  private PublishedEncoding least() {
    Ladder ladder = source.ladder();
    return ladder.size() == 0 ? source.encodings().getFirst() : ladder.step(0).encoding();
  }

  /** Whether it is to begin with the least quality, or to go on with it. */
  boolean isAtLeast() {
    return branches.isOn(least());
  }

  /** There is no source any more. */
  void clear() {
    withdrawBudget();
    source = null;
    choice.clear();
  }

  /** What the viewer wants at most. */
  void prefer(ReceivePreferences wanted) {
    preferences = wanted;
  }

  ReceivePreferences preferences() {
    return preferences;
  }

  /**
   * In which qualities that are wanted it could play just now; empty where there is nothing to
   * choose.
   */
  Ladder ladder() {
    return state.isWatched()
        ? source.ladder().upTo(preferences.maxTemporalLayer(), stream.layers().isBaseOnly())
        : Ladder.EMPTY;
  }

  // What is chosen.

  /** The quality aimed at. */
  LayerChoice choice() {
    return choice;
  }

  /**
   * Plays this quality as soon as it can be.
   *
   * @param flooded whether what plays now must end at once, even if nothing plays then for a moment
   */
  void choose(Ladder.Step step, LayerReason reason, boolean flooded, long nowNanos) {
    boolean down = choice.step() != null && step.isLessThan(choice.step());
    choice.set(step, reason);
    if (state.release()) {
      keyFrames.ask(branches.current(), nowNanos);
    }
    PublishedEncoding wanted = step.encoding();
    if (branches.isOn(wanted)) {
      branches.stay();
      stream.layers().want(step.spatial(), step.temporal());
      if (stream.layers().waitsForSpatial() && state.isForwarding()) {
        keyFrames.ask(branches.current(), nowNanos);
      }
      return;
    }
    if (down && state.isForwarding()) {
      // Until the keyframe of the other encoding comes: less at once, where there is no room.
      if (flooded) {
        stream.layers().wantNothing();
      } else if (reason == LayerReason.BANDWIDTH) {
        stream.layers().want(0, 0);
      }
    }
    if (branches.coming() != wanted) {
      request(wanted);
    }
  }

  private void request(PublishedEncoding encoding) {
    keyFrames.onAttach(binding.loop().nowNanos());
    branches.request(encoding, binding.loop());
  }

  /** Sends nothing, since the network is too narrow for {@code least}. */
  void withhold(Ladder.Step least) {
    choice.set(least, LayerReason.NO_BANDWIDTH);
    if (state.withhold()) {
      stream.stop();
    }
  }

  /** The network has room for so much of it, and {@code best} is the best that is wanted. */
  void tellBudget(PublishedEncoding best, long bps) {
    budget.tell(source, best, bps);
  }

  /** It isn't watched, or not just now. */
  void withdrawBudget() {
    budget.withdraw();
  }

  // What is told.

  /** Whoever is told from now on has heard nothing yet. */
  void tellAnew() {
    news.beginAnew();
  }

  /** Whether something has changed since this was last asked. */
  boolean takeNews(long nowNanos) {
    update(nowNanos);
    return news.take();
  }

  /**
   * @param path to the viewer
   */
  LayerReport report(OutgoingPath path, long nowNanos) {
    update(nowNanos);
    return news.report(path, nowNanos);
  }

  /** Why what plays is no better, or why nothing does. */
  LayerReason reason() {
    return state.reason(choice.reason());
  }

  private void update(long nowNanos) {
    Branch current = branches.current();
    PublishedEncoding playing = state.isForwarding() && current != null ? current.encoding() : null;
    news.update(playing, choice.step(), reason(), awaited(), nowNanos);
  }

  /** The encoding of which a keyframe is awaited; null for none. */
  private PublishedEncoding awaited() {
    if (kind != MediaKind.VIDEO || !state.isWatched() || state.isWithheld()) {
      return null;
    }
    if (branches.coming() != null) {
      return branches.coming();
    }
    boolean waits = state.isWaiting() || stream.layers().waitsForSpatial();
    return waits && branches.current() != null ? branches.current().encoding() : null;
  }
}

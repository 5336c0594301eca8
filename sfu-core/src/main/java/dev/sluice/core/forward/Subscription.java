package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.LoopBinding;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One media section that a viewer receives: one stream without breaks, whose source may pause,
 * change its quality, be another one, or come back.
 *
 * <p>Methods marked <em>loop</em> belong to the viewer's loop; all others may be called from any
 * thread.
 */
public final class Subscription {

  /** One picture's encodings come within this time, so that a timeline never goes back. */
  private static final long APART_NANOS = 200_000_000;

  private final LoopBinding binding;
  private final OutgoingPath path;
  private final Consumer<Subscription> onChanged;
  private final MediaKind kind;
  private final int firstSsrc;

  private final SubscriptionMeter meter;
  private final OutgoingStream stream;
  private final KeyFrameDemand keyFrames;
  private final PlayState state = new PlayState();
  private final BranchSwitch branches = new BranchSwitch(this);
  private final LayerSelection selection;
  private long pausedNanos;

  /** Null for nobody. */
  private LayerListener layerListener;

  /** Its source, while others are shown in its place; null otherwise. */
  private Publication standingBy;

  /**
   * Made by its session.
   *
   * @param onChanged told on the loop when SSRCs have changed or the subscription is closed
   * @throws IllegalArgumentException where the first encoding has no SSRC
   */
  public Subscription(
      LoopBinding binding,
      OutgoingPath path,
      RtpParameters parameters,
      Consumer<Subscription> onChanged) {
    this.binding = binding;
    this.path = path;
    this.onChanged = onChanged;
    this.kind = parameters.kind();
    this.keyFrames = new KeyFrameDemand(kind);
    this.meter = new SubscriptionMeter(kind);
    this.stream = new OutgoingStream(path, parameters, meter);
    this.firstSsrc = stream.ssrc();
    this.selection =
        new LayerSelection(
            kind, binding, stream, state, branches, keyFrames, new ViewerBudget(this));
  }

  // The packet's way.

  /** Loop: sends the viewer one packet of its source, or counts why not. */
  void forward(Branch from, MediaPacket packet, long nowNanos) {
    boolean runsOn = state.isForwarding() && stream.follows(from, packet);
    if (packet.skipped) {
      if (runsOn) {
        stream.skip(packet);
      }
      return;
    }
    CodecRoutes.Route route = stream.route(packet.rtp.payloadType());
    if (route == null) {
      if (runsOn) {
        stream.leaveOut(packet, DropReason.CODEC_NOT_NEGOTIATED);
      } else {
        meter.drop(DropReason.CODEC_NOT_NEGOTIATED);
      }
      return;
    }
    if (runsOn || starts(from, packet, route, nowNanos)) {
      stream.send(packet, route, nowNanos);
    }
  }

  /** Whether the viewer's stream begins, or goes on after a break, with this packet. */
  private boolean starts(Branch from, MediaPacket packet, CodecRoutes.Route route, long nowNanos) {
    SubscriptionState now = state.now();
    if (now == SubscriptionState.PAUSED || now == SubscriptionState.LAST_N) {
      meter.drop(now == SubscriptionState.PAUSED ? DropReason.PAUSED : DropReason.LAST_N);
      return false;
    }
    if (!path.isConnected() || !stream.isNewLine(from, packet)) {
      meter.drop(DropReason.BEFORE_START);
      return false;
    }
    if (kind == MediaKind.VIDEO && !packet.frame.keyFrame) {
      if (from == branches.next()) {
        meter.drop(DropReason.LAYER_NOT_SELECTED);
        return false;
      }
      if (now == SubscriptionState.FORWARDING) {
        waitForKeyFrame(nowNanos);
      }
      meter.drop(DropReason.WAITING_FOR_KEYFRAME);
      return false;
    }
    if (from == branches.next()) {
      branches.advance();
    }
    selection.choice().onStart(from.encoding(), stream.layers());
    stream.start(from, packet, route);
    state.onStart();
    meter.switches++;
    return true;
  }

  /** Another line of the branch began without a keyframe. */
  private void waitForKeyFrame(long nowNanos) {
    state.onBreak();
    stream.stop();
    keyFrames.ask(branches.current(), nowNanos);
  }

  /** Loop: what the viewer receives, to be repaired and reported on. */
  public OutgoingStream stream() {
    return stream;
  }

  /** Loop: PLI or FIR. */
  public void onKeyFrameRequest(long nowNanos) {
    meter.keyFrameRequests++;
    onPictureLost(nowNanos);
  }

  /** Loop: the viewer can't go on without a keyframe, whether or not it has found out yet. */
  public void onPictureLost(long nowNanos) {
    if (!state.isPaused()) {
      keyFrames.passOn(branches.current(), nowNanos);
    }
  }

  /**
   * Loop, some times a second: asks again for a keyframe that is still missing, and tells which
   * quality plays where that has changed.
   */
  public void onTick(long nowNanos) {
    if (layerListener != null && selection.takeNews(nowNanos)) {
      layerListener.onLayer(snapshot(nowNanos));
    }
    if (!path.isConnected()) {
      return;
    }
    if (branches.next() != null) {
      keyFrames.askAgain(branches.next(), nowNanos);
    } else if (state.isWaiting() || stream.layers().waitsForSpatial()) {
      keyFrames.askAgain(branches.current(), nowNanos);
    }
  }

  /** Loop, once a second. */
  public void sample(long nowNanos) {
    meter.sample(nowNanos);
  }

  /** Loop: adds what was counted. */
  public void addTo(TrafficTotals totals) {
    meter.addTo(totals);
  }

  /** Loop: counts itself by what it does now, and why. */
  public void addTo(SubscriptionCounts counts) {
    counts.add(kind, state.now(), selection.reason());
  }

  /** Loop: in the viewer's last receiver report, 0 to 1. */
  public double fractionLost() {
    return meter.fractionLost();
  }

  /** Loop: whether a sender report is owed: each second, and soon after every start. */
  public boolean reportDue(long nowNanos) {
    return state.isForwarding() && stream.reportDue(nowNanos);
  }

  /** Loop: over about the last second. */
  long bitrateBps() {
    return meter.bitrateBps();
  }

  /** Loop: whether its bitrate counts: it has a source and isn't paused. */
  boolean isWatched() {
    return state.isWatched();
  }

  /** Loop. */
  LayerSelection selection() {
    return selection;
  }

  // Control.

  /** What the viewer wants at most. */
  public void prefer(ReceivePreferences wanted) {
    binding.execute(() -> selection.prefer(wanted));
  }

  /**
   * Tells {@code listener} what the viewer gets, and why, now and whenever the quality or the
   * reason has changed; in the place of an earlier one.
   */
  public void listenForLayers(LayerListener listener) {
    binding.execute(
        () -> {
          layerListener = listener;
          selection.tellAnew();
        });
  }

  /**
   * Plays {@code publication} from a keyframe on, instead of what was played before; null plays
   * nothing. Sequence numbers and timestamps go on without a break.
   */
  public void play(Publication publication) {
    binding.execute(() -> onPlay(publication));
  }

  private void onPlay(Publication publication) {
    if (state.isClosed() || publication == selection.source()) {
      return;
    }
    leave();
    if (publication != null) {
      state.onSource(true);
      selection.begin(publication);
      standBy();
    }
  }

  /** Loop: the peer can be sent to from now on. */
  public void onConnected() {
    if (branches.current() != null) {
      begin(branches.current());
    }
  }

  /** Loop: the publication has answered {@link PublishedEncoding#attach} with the branch. */
  void onAttached(Branch attached, int forRequest) {
    if (state.isClosed() || !branches.isAwaited(forRequest)) {
      attached.encoding().detach(attached, true);
      return;
    }
    stream.onSourceParameters(attached.parameters());
    // A publisher may take a while to send what is better: the least is shown until then.
    branches.take(attached, state.isForwarding() || (state.isWaiting() && selection.isAtLeast()));
    begin(attached);
  }

  /**
   * Begins with what the branch has for newcomers, or else has its publisher asked for a keyframe:
   * already before the peer can be sent to, so that it is here by then.
   */
  private void begin(Branch branch) {
    if (!state.isForwarding() && !state.isWaiting()) {
      return;
    }
    long nowNanos = binding.loop().nowNanos();
    if (!stream.isNew() || !branch.startsAtOnce(nowNanos)) {
      keyFrames.ask(branch, nowNanos);
    } else if (path.isConnected()) {
      branch.start(this, nowNanos);
    }
  }

  /** Loop: the publication had ended before this subscription got onto a branch. */
  void onSourceEnded(int forRequest) {
    if (branches.isAwaited(forRequest)) {
      leave();
    }
  }

  /** Loop: the publication has ended; {@code ended} has let go already. */
  void onBranchEnded(Branch ended) {
    branches.forget(ended);
    leave();
  }

  private void leave() {
    branches.leaveAll();
    state.onSource(false);
    standBy();
    selection.clear();
    stream.forgetSource();
  }

  /** Loop: the publication has these parameters from now on. */
  void onSourceParameters(RtpParameters parameters) {
    stream.onSourceParameters(parameters);
  }

  /** Sends nothing until {@link #resume}. */
  public void pause() {
    pause(PauseReason.VIEWER);
  }

  /** Goes on from a keyframe on, unless there is another reason to pause. */
  public void resume() {
    resume(PauseReason.VIEWER);
  }

  /** Sends nothing until this reason, and every other, has been taken back. */
  public void pause(PauseReason reason) {
    binding.execute(
        () -> {
          if (state.pause(reason)) {
            pausedNanos = binding.loop().nowNanos();
            stream.stop();
            branches.setWatched(false);
            selection.withdrawBudget();
            selection.goBack();
          }
          standBy();
        });
  }

  /** Takes a reason back: where it was the last one, goes on from a keyframe on. */
  public void resume(PauseReason reason) {
    binding.execute(
        () -> {
          if (state.resume(reason)) {
            branches.setWatched(true);
            goOn(branches.current());
          }
          standBy();
        });
  }

  /** After a pause: with the keyframe that has come meanwhile, or else with the next. */
  private void goOn(Branch branch) {
    long nowNanos = binding.loop().nowNanos();
    if (branch != null
        && state.isWaiting()
        && path.isConnected()
        && branch.startsAtOnceAfter(pausedNanos + APART_NANOS, nowNanos)) {
      branch.start(this, nowNanos);
    } else {
      keyFrames.ask(branch, nowNanos);
    }
  }

  /** Who isn't shown only because others have spoken more recently is shown as soon as they do. */
  private void standBy() {
    Publication now = state.now() == SubscriptionState.LAST_N ? selection.source() : null;
    if (now == standingBy) {
      return;
    }
    if (standingBy != null) {
      standingBy.standBy(false);
    }
    standingBy = now;
    if (standingBy != null) {
      standingBy.standBy(true);
    }
  }

  /**
   * Takes over renegotiated parameters.
   *
   * @throws IllegalArgumentException where the first encoding has no SSRC
   */
  public void update(RtpParameters parameters) {
    RtpRewriter changed = new RtpRewriter(parameters);
    binding.execute(
        () -> {
          if (state.isClosed()) {
            return;
          }
          stream.update(changed);
          updated(branches.current());
          updated(branches.next());
          onChanged.accept(this);
        });
  }

  private void updated(Branch on) {
    if (on != null) {
      stream.onSourceParameters(on.parameters());
      on.updateCaching();
    }
  }

  /** Ends the subscription. Idempotent. */
  public void close() {
    binding.execute(this::closeOnLoop);
  }

  /** Loop: as {@link #close}, at once. */
  public void closeOnLoop() {
    if (state.isClosed()) {
      return;
    }
    leave();
    state.close();
    onChanged.accept(this);
  }

  /** Loop. */
  public boolean isClosed() {
    return state.isClosed();
  }

  public MediaKind kind() {
    return kind;
  }

  /**
   * Completed on the viewer's loop, at once before there is one; with a {@code
   * CancellationException} once the session is closed.
   */
  public CompletableFuture<SubscriptionStatistics> statistics() {
    return binding.ask(
        () -> snapshot(binding.loop().nowNanos()), SubscriptionStatistics.none(kind, firstSsrc));
  }

  private SubscriptionStatistics snapshot(long nowNanos) {
    return meter.snapshot(
        stream.ssrc(), state.now(), selection.report(path, nowNanos), path.roundTrip().nanos());
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.transport.LoopBinding;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One media section that a viewer receives: one stream without breaks, whose source may pause,
 * change or come back.
 *
 * <p>Methods marked <em>loop</em> belong to the viewer's loop; all others may be called from any
 * thread.
 */
public final class Subscription {

  private final LoopBinding binding;
  private final OutgoingPath path;
  private final Consumer<Subscription> onChanged;
  private final MediaKind kind;
  private final int firstSsrc;

  private final SequenceRewriter sequences;
  private final TimestampRewriter timestamps;
  private final SubscriptionMeter meter;
  private final NackResponder retransmissions;
  private final RepairAhead repairs = new RepairAhead();
  private final KeyFrameDemand keyFrames;
  private final SenderReports reports = new SenderReports();

  private RtpRewriter rewriter;
  private boolean mayAskAgain;

  private SubscriptionState state = SubscriptionState.IDLE;
  private boolean paused;
  private Publication source;
  private Branch branch;

  /** Counts calls of play: an answer to an earlier one is stale. */
  private int playback;

  /** The newest line of packets seen from {@link #source}; -1 before its first. */
  private long generation = -1;

  /** The line of packets on which {@link #timestamps} stand. */
  private Publication timedSource;

  private long timedGeneration;

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
    this.rewriter = new RtpRewriter(parameters);
    this.firstSsrc = rewriter.ssrc();
    take(parameters);
    this.meter = new SubscriptionMeter(kind);
    // RFC 3550 section 5.1 wants starting points that can't be guessed; the SSRC was drawn at
    // random, and so a replay starts the same way.
    int seed = firstSsrc * 0x9E3779B1;
    this.sequences = new SequenceRewriter(0x1_0000L + SequenceNumber.first(seed));
    this.timestamps = new TimestampRewriter(Integer.rotateLeft(seed, 16) * 0x85EBCA6B);
    this.retransmissions =
        new NackResponder(
            path, sequences, timestamps, meter, SequenceNumber.first(seed * 0xC2B2AE35));
  }

  private void take(RtpParameters parameters) {
    reports.setCname(parameters.cname());
    mayAskAgain = false;
    for (CodecParameters codec : parameters.codecs()) {
      mayAskAgain |= codec.feedback().contains(RtcpFeedback.NACK);
    }
  }

  // The packet's way.

  /** Loop: sends the viewer one packet of its source, or counts why not. */
  void forward(MediaPacket packet, long nowNanos) {
    boolean runsOn =
        state == SubscriptionState.FORWARDING
            && MediaPacket.generation(packet.sequence) == generation;
    if (packet.skipped) {
      if (runsOn) {
        sequences.skip(packet.sequence);
      }
      return;
    }
    CodecRoutes.Route route = rewriter.route(packet.rtp.payloadType());
    if (route == null) {
      leaveOut(packet, runsOn, DropReason.CODEC_NOT_NEGOTIATED);
      return;
    }
    if (!runsOn && !starts(packet, route, nowNanos)) {
      return;
    }
    long out = sequences.rewrite(packet.sequence);
    if (out < 0) {
      meter.drop(
          out == SequenceRewriter.BEFORE_START ? DropReason.BEFORE_START : DropReason.TOO_OLD);
      return;
    }
    int timestamp = timestamps.rewrite(packet.rtp.timestamp(), packet.arrivalNanos);
    send(packet, route, out, timestamp, nowNanos);
  }

  private void send(
      MediaPacket packet, CodecRoutes.Route route, long out, int timestamp, long nowNanos) {
    boolean withMid = !rewriter.ssrcKnown();
    int length = rewriter.write(packet.rtp, route, (int) out & 0xFFFF, timestamp, path.scratch());
    if (length < 0) {
      meter.drop(DropReason.TOO_LONG);
      return;
    }
    path.send(rewriter.headers(), length, rewriter.ssrc(), out, nowNanos);
    meter.count(
        timestamp, packet.frame, route, length, length - rewriter.headers().payloadOffset());
    if (mayAskAgain && !rewriter.retransmitsAsRtx(route)) {
      retransmissions.rememberSent(out, rewriter, withMid);
    }
    if (sequences.isNewest(out)) {
      repairs.onSent(out, kind == MediaKind.VIDEO && packet.rtp.marker(), nowNanos);
    } else if (repairs.isLossy()) {
      retransmissions.repeat(out, branch, rewriter, nowNanos);
    }
  }

  private void leaveOut(MediaPacket packet, boolean runsOn, DropReason reason) {
    meter.drop(reason);
    if (runsOn) {
      sequences.skip(packet.sequence);
    }
  }

  /** Whether the viewer's stream begins, or goes on after a break, with this packet. */
  private boolean starts(MediaPacket packet, CodecRoutes.Route route, long nowNanos) {
    if (state == SubscriptionState.PAUSED) {
      meter.drop(DropReason.PAUSED);
      return false;
    }
    long line = MediaPacket.generation(packet.sequence);
    if (line < generation) {
      meter.drop(DropReason.BEFORE_START);
      return false;
    }
    generation = line;
    if (kind == MediaKind.VIDEO && !packet.frame.keyFrame) {
      if (state == SubscriptionState.FORWARDING) {
        waitForKeyFrame(nowNanos);
      }
      meter.drop(DropReason.WAITING_FOR_KEYFRAME);
      return false;
    }
    if (timedSource != source || timedGeneration != line) {
      timestamps.start(packet.rtp.timestamp(), route.clockRateHz(), packet.arrivalNanos);
      timedSource = source;
      timedGeneration = line;
    }
    sequences.start(packet.sequence);
    state = SubscriptionState.FORWARDING;
    reports.onStart();
    meter.switches++;
    return true;
  }

  private void waitForKeyFrame(long nowNanos) {
    state = SubscriptionState.WAITING_FOR_KEYFRAME;
    sequences.stop();
    keyFrames.ask(source, nowNanos);
  }

  // What the viewer says.

  /** Loop. */
  public void onNack(Nack nack, long nowNanos) {
    retransmissions.answer(nack, branch, rewriter, repairs.isLossy(), nowNanos);
  }

  /** Loop: feedback says that packet {@code number} of the viewer's stream hasn't arrived. */
  public void onLost(long number, long nowNanos) {
    retransmissions.repair(number, branch, rewriter, nowNanos);
  }

  /** Loop: PLI or FIR. */
  public void onKeyFrameRequest(long nowNanos) {
    meter.keyFrameRequests++;
    if (!paused) {
      keyFrames.passOn(source, nowNanos);
    }
  }

  /** Loop: one block of the viewer's reports, about the stream or its retransmissions. */
  public void onReportBlock(ReportBlocks blocks, int index, long nowNanos) {
    rewriter.onReported(blocks.ssrc(index));
    if (blocks.ssrc(index) == rewriter.ssrc()) {
      meter.onReportBlock(blocks, index);
      repairs.onReport(blocks.fractionLost(index), nowNanos);
      path.roundTrip()
          .onAnswer(
              blocks.lastSenderReport(index),
              blocks.delaySinceLastSenderReport(index),
              path.unixNanos(nowNanos));
    }
  }

  // What is due from time to time.

  /**
   * Loop, about every 10 ms: sends again what a viewer that loses packets would miss too late.
   *
   * @return whether the viewer loses packets
   */
  public boolean repairAhead(long nowNanos) {
    long tail = repairs.takeTail(nowNanos);
    if (tail >= 0) {
      retransmissions.repeat(tail, branch, rewriter, nowNanos);
    }
    return repairs.isLossy();
  }

  /** Loop, some times a second: asks again for a keyframe that is still missing. */
  public void onTick(long nowNanos) {
    if (state == SubscriptionState.WAITING_FOR_KEYFRAME && branch != null) {
      keyFrames.askAgain(source, nowNanos);
    }
  }

  /** Loop, once a second. */
  public void sample(long nowNanos) {
    meter.sample(nowNanos);
  }

  /** Loop: whether a sender report is owed: each second, and soon after every start. */
  public boolean reportDue(long nowNanos) {
    return state == SubscriptionState.FORWARDING && meter.packets() > 0 && reports.isDue(nowNanos);
  }

  /**
   * Loop: writes the sender report and the CNAME (RFC 3550 sections 6.4.1 and 6.5).
   *
   * @return false where there was no room for both; some of it may have been written then
   */
  public boolean writeReport(RtcpWriter writer, long nowNanos) {
    SourceClock clock = branch == null ? null : branch.sourceClock();
    int rtpTimestamp =
        clock != null && clock.generation() == generation
            ? timestamps.map(clock.rtpTimestampAt(nowNanos))
            : timestamps.extrapolate(meter.lastRoute().clockRateHz(), nowNanos);
    return reports.write(
        writer, rewriter.ssrc(), rtpTimestamp, meter, nowNanos, path.unixNanos(nowNanos));
  }

  /** Loop: the most bytes that {@link #writeReport} takes. */
  public int reportLength() {
    return reports.length();
  }

  // Control.

  /**
   * Plays {@code publication} from its next keyframe on, instead of what was played before; null
   * plays nothing. Sequence numbers and timestamps go on without a break.
   */
  public void play(Publication publication) {
    binding.execute(() -> onPlay(publication));
  }

  private void onPlay(Publication publication) {
    if (state == SubscriptionState.CLOSED || publication == source) {
      return;
    }
    leave();
    source = publication;
    state = stateBeforeStart();
    attachIfConnected();
  }

  /** Loop: the peer can be sent to from now on. */
  public void onConnected() {
    attachIfConnected();
  }

  /** Earlier, a keyframe would be asked for that could not be passed on. */
  private void attachIfConnected() {
    if (source != null && path.isConnected()) {
      keyFrames.onPlay(binding.loop().nowNanos());
      source.attach(this, binding.loop(), playback);
    }
  }

  /** Loop: the publication has answered {@link Publication#attach} with the branch to be on. */
  void onAttached(Branch attached, int forPlayback) {
    if (state == SubscriptionState.CLOSED || forPlayback != playback) {
      attached.publication().detach(attached);
      return;
    }
    branch = attached;
    onSourceParameters(attached.parameters());
    attached.add(this);
  }

  /** Loop: the publication had ended before this subscription got onto a branch. */
  void onSourceEnded(int forPlayback) {
    if (forPlayback == playback) {
      onBranchEnded();
    }
  }

  /** Loop: the publication has ended; the branch has let go already. */
  void onBranchEnded() {
    branch = null;
    leave();
    state = stateBeforeStart();
  }

  private void leave() {
    playback++;
    if (branch != null) {
      branch.remove(this);
      branch.publication().detach(branch);
      branch = null;
    }
    source = null;
    generation = -1;
    sequences.stop();
  }

  private SubscriptionState stateBeforeStart() {
    if (state == SubscriptionState.CLOSED) {
      return state;
    }
    if (source == null) {
      return SubscriptionState.IDLE;
    }
    return paused ? SubscriptionState.PAUSED : SubscriptionState.WAITING_FOR_KEYFRAME;
  }

  /** Loop: the publication has these parameters from now on. */
  void onSourceParameters(RtpParameters parameters) {
    rewriter.setSource(parameters);
    retransmissions.forgetSent();
  }

  /** Sends nothing until {@link #resume}. */
  public void pause() {
    binding.execute(
        () -> {
          paused = true;
          sequences.stop();
          state = stateBeforeStart();
        });
  }

  /** Goes on with the next keyframe. */
  public void resume() {
    binding.execute(
        () -> {
          if (paused) {
            paused = false;
            state = stateBeforeStart();
            keyFrames.ask(source, binding.loop().nowNanos());
          }
        });
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
          if (state == SubscriptionState.CLOSED) {
            return;
          }
          boolean known = changed.ssrc() == rewriter.ssrc() && rewriter.ssrcKnown();
          if (known) {
            changed.onReported(changed.ssrc());
          }
          rewriter = changed;
          take(parameters);
          if (branch != null) {
            onSourceParameters(branch.parameters());
            branch.updateCaching();
          }
          onChanged.accept(this);
        });
  }

  /** Ends the subscription. Idempotent. */
  public void close() {
    binding.execute(this::closeOnLoop);
  }

  /** Loop: as {@link #close}, at once. */
  public void closeOnLoop() {
    if (state == SubscriptionState.CLOSED) {
      return;
    }
    leave();
    state = SubscriptionState.CLOSED;
    onChanged.accept(this);
  }

  /** Loop. */
  public boolean isClosed() {
    return state == SubscriptionState.CLOSED;
  }

  /** Loop: whether the viewer negotiated to ask for lost packets. */
  boolean mayAskAgain() {
    return mayAskAgain;
  }

  /** Loop. */
  public int ssrc() {
    return rewriter.ssrc();
  }

  /** Loop: of the retransmissions; 0 where there are none. */
  public int rtxSsrc() {
    return rewriter.rtxSsrc();
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
        () -> meter.snapshot(rewriter.ssrc(), state, path.roundTrip().nanos()),
        SubscriptionStatistics.none(kind, firstSsrc));
  }
}

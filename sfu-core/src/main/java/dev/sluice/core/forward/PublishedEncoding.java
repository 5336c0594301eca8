package dev.sluice.core.forward;

import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.receive.KeyFrameRequests;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.LoopBinding;
import dev.sluice.core.transport.MediaLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * One encoding of a publication (RFC 8853: one stream of its simulcast; without simulcast the only
 * one), and the branches by which it reaches its viewers.
 *
 * <p>Belongs to the publisher's loop, but for what says otherwise.
 */
public final class PublishedEncoding {

  /** A stream that has been silent for so long may be replaced by an older one. */
  private static final long SILENT_NANOS = 1_000_000_000;

  private final Publication publication;
  private final String rid;
  private final LoopBinding binding;
  private final PublisherFeedback feedback;
  private final PublicationMeter meter;
  private final Runnable keyFrameWanted = this::onKeyFrameWanted;

  private final MediaPacket packet = new MediaPacket();
  private final FrameReader reader = new FrameReader();
  private final KeyFrameRequests keyFrameRequests = new KeyFrameRequests();
  private final FrameCounter frames = new FrameCounter();
  private final FreshStart freshStart = new FreshStart();
  private final FrameProgress progress = new FrameProgress();
  private final LossMeter losses = new LossMeter();
  private final List<Branch> branches = new ArrayList<>();
  private final EncodingDemand demand = new EncodingDemand();
  private final EncodingCost cost = new EncodingCost();

  private CodecParameters codec;
  private RtpReceiver stream;
  private int streamRestarts;
  private long generation;

  /** What came before it isn't to be believed any more. */
  private long allocationSequence = -1;

  private SourceClock sourceClock;

  PublishedEncoding(
      Publication publication,
      String rid,
      LoopBinding binding,
      PublisherFeedback feedback,
      PublicationMeter meter) {
    this.publication = publication;
    this.rid = rid;
    this.binding = binding;
    this.feedback = feedback;
    this.meter = meter;
  }

  /** About once a second. */
  void sample() {
    losses.count(stream);
  }

  /** What is counted here and not by the publication's meter. */
  void addTo(TrafficTotals totals) {
    losses.count(stream);
    losses.addTo(totals, publication.kind());
    totals.add(Direction.RECEIVED, publication.kind(), Count.KEYFRAMES, frames.keyFrames());
    totals.add(Direction.RECEIVED, publication.kind(), Count.FRAMES, frames.frames());
  }

  // The packet's way.

  /**
   * Forwards a packet that its receiver has let pass.
   *
   * @param sequence extended by {@code from}
   */
  public void forward(RtpPacket rtp, RtpReceiver from, long sequence, long nowNanos) {
    if (publication.isClosed() || !isForwarded(from, nowNanos)) {
      meter.drop(DropReason.LAYER_NOT_SELECTED);
      return;
    }
    packet.rtp = rtp;
    packet.sequence = MediaPacket.sequence(generation, sequence);
    packet.arrivalNanos = nowNanos;
    packet.skipped = !readFrame(rtp);
    if (!packet.skipped) {
      meter.count(rtp);
      publication.hear(rtp, codec.clockRateHz(), nowNanos);
      frames.count(rtp.timestamp(), packet.frame);
      cost.layers().count(rtp.timestamp(), packet.frame, rtp.length());
      if (packet.sequence > allocationSequence && publication.readAllocation(rtp, this)) {
        allocationSequence = packet.sequence;
      }
    }
    if (packet.frame.keyFrame && !packet.skipped) {
      from.onKeyFrame(sequence);
      keyFrameRequests.onKeyFrame();
    }
    freshStart.take(packet);
    for (int i = 0; i < branches.size(); i++) {
      if (!branches.get(i).offer(packet)) {
        meter.drop(DropReason.LOOP_OVERLOADED);
      }
    }
  }

  /** One stream goes out; another follows it where it began later, or this one fell silent. */
  private boolean isForwarded(RtpReceiver from, long nowNanos) {
    if (from == stream && from.restarts() == streamRestarts) {
      return true;
    }
    if (stream != null
        && from != stream
        && from.firstArrivalNanos() <= stream.firstArrivalNanos()
        && nowNanos - stream.lastArrivalNanos() < SILENT_NANOS) {
      return false;
    }
    stream = from;
    streamRestarts = from.restarts();
    generation++;
    reader.reset();
    keyFrameRequests.onNewStream();
    publication.onNewStream();
    cost.layers().reset();
    setSourceClock(null);
    return true;
  }

  /** Reads what the packet says about its frame; false where there is nothing to forward. */
  private boolean readFrame(RtpPacket rtp) {
    if (rtp.payloadLength() == 0) {
      meter.drop(DropReason.PADDING_ONLY);
      return false;
    }
    CodecParameters negotiated = publication.payloadTypes().codec(rtp.payloadType());
    if (negotiated == null) {
      meter.drop(DropReason.UNKNOWN_PAYLOAD_TYPE);
      return false;
    }
    codec = negotiated;
    if (!reader.read(rtp, codec.codec(), publication.dependencyDescriptorId(), packet.frame)) {
      meter.drop(DropReason.MALFORMED);
      return false;
    }
    return true;
  }

  // The way back.

  /** Asks the publisher for a keyframe, once for everybody who wants one. Any thread. */
  public void requestKeyFrame() {
    binding.execute(keyFrameWanted);
  }

  private void onKeyFrameWanted() {
    if (publication.kind() == MediaKind.VIDEO && !publication.isClosed()) {
      keyFrameRequests.request();
      askForKeyFrame(binding.loop().nowNanos());
    }
  }

  /** Now and then: asks again for a keyframe that hasn't come. */
  void askForKeyFrame(long nowNanos) {
    RtpParameters parameters = publication.parameters();
    int ssrc = stream != null ? stream.ssrc() : announcedSsrc(parameters);
    // Without a stream there is nobody to ask; a new one begins with a keyframe anyway.
    if (ssrc == 0 || branches.isEmpty() || parameters.codecs().isEmpty()) {
      return;
    }
    CodecParameters asked = codec != null ? codec : parameters.codecs().getFirst();
    boolean pli = asked.feedback().contains(RtcpFeedback.NACK_PLI);
    boolean fir = asked.feedback().contains(RtcpFeedback.CCM_FIR);
    if ((pli || fir) && keyFrameRequests.takeDue(nowNanos)) {
      meter.keyFrameRequests++;
      feedback.requestKeyFrame(ssrc, !pli);
    }
  }

  private int announcedSsrc(RtpParameters parameters) {
    for (Encoding announced : parameters.encodings()) {
      if (announced.rid().equals(rid)) {
        return announced.ssrc().orElse(0);
      }
    }
    return 0;
  }

  /** The publisher's report on one of its streams, placed on our clock. */
  public void onSenderReport(RtpReceiver of, long localNanos, int rtpTimestamp) {
    if (of == stream && codec != null) {
      setSourceClock(new SourceClock(localNanos, rtpTimestamp, codec.clockRateHz(), generation));
    }
  }

  private void setSourceClock(SourceClock clock) {
    sourceClock = clock;
    for (Branch branch : branches) {
      branch.setSourceClock(clock);
    }
  }

  // What is due from time to time.

  /** Whether it has got on since the last tick. */
  boolean hasMoved() {
    return progress.hasMoved(frames.frames());
  }

  /**
   * Some times a second, of video: measures what it takes.
   *
   * @param othersMove whether this or another encoding of the publication has got on
   */
  void onTick(boolean othersMove, long nowNanos) {
    progress.onTick(frames.frames(), othersMove, nowNanos);
    askForKeyFrame(nowNanos);
    if (!demand.isKept()) {
      cost.measure(nowNanos);
    }
  }

  /**
   * Some times a second: whether its publisher is to be told that nobody watches it any more.
   *
   * @param fallback whether somebody may have to fall back on it
   */
  boolean isReleased(boolean fallback, long nowNanos) {
    return demand.isReleased(isActive(nowNanos), fallback, nowNanos);
  }

  // Viewers come and go.

  /**
   * A subscription that lives on {@code loop} wants to be on a branch. Any thread.
   *
   * @param attachment given back in {@link Subscription#onAttached}
   */
  void attach(Subscription subscription, MediaLoop loop, int attachment) {
    binding.execute(() -> onAttach(subscription, loop, attachment));
  }

  private void onAttach(Subscription subscription, MediaLoop loop, int attachment) {
    if (publication.isClosed()) {
      loop.execute(() -> subscription.onSourceEnded(attachment));
      return;
    }
    Branch branch = branchOf(loop);
    branch.acquire();
    onWatch(true);
    // Not through the subscription's session: that one may be closed, and the branch must be
    // given back all the same.
    loop.execute(() -> subscription.onAttached(branch, attachment));
  }

  @SuppressWarnings("ReferenceEquality") // a loop is a thread: no other one is equal to it
  private Branch branchOf(MediaLoop loop) {
    for (Branch branch : branches) {
      if (branch.loop() == loop) {
        return branch;
      }
    }
    boolean sameLoop = loop == binding.loop();
    Branch branch = new Branch(this, loop, sameLoop, publication.parameters(), sourceClock);
    branches.add(branch);
    if (!sameLoop && freshStart.isThere(binding.loop().nowNanos())) {
      freshStart.offerTo(branch);
    }
    return branch;
  }

  /**
   * A subscription has left {@code branch}. Any thread.
   *
   * @param watched what it said last by {@link #watch}
   */
  void detach(Branch branch, boolean watched) {
    binding.execute(
        () -> {
          if (watched) {
            onWatch(false);
          }
          if (branch.release()) {
            branches.remove(branch);
          }
        });
  }

  /**
   * A subscription on one of the branches doesn't take what comes just now, or does again; at first
   * every one does. Any thread.
   */
  void watch(boolean watched) {
    binding.execute(() -> onWatch(watched));
  }

  private void onWatch(boolean watched) {
    long nowNanos = binding.loop().nowNanos();
    boolean returns = demand.watch(watched, nowNanos);
    if (returns) {
      cost.layers().restart();
    }
    if ((watched && publication.wantFallback(nowNanos)) || returns) {
      publication.tellDemand();
    }
  }

  /** Whether its publisher is to be told to send it again, though nobody watches it yet. */
  boolean want(long nowNanos) {
    boolean returns = demand.want(nowNanos);
    if (returns) {
      cost.layers().restart();
    }
    return returns;
  }

  void onParameters(RtpParameters changed) {
    for (Branch branch : branches) {
      branch.loop().execute(() -> branch.onParameters(changed));
    }
  }

  /** The publication has ended. */
  void end() {
    for (Branch branch : branches) {
      branch.loop().execute(branch::end);
    }
    branches.clear();
  }

  // What is known of it.

  public Publication publication() {
    return publication;
  }

  /** RFC 8852; empty without simulcast. Any thread. */
  public String rid() {
    return rid;
  }

  /** Whether packets have come lately. */
  boolean isActive(long nowNanos) {
    return stream != null
        && nowNanos - stream.lastArrivalNanos() < SILENT_NANOS
        && !announced().isStopped()
        && !progress.isBehind(cost.layers().framesPerSecond(), nowNanos);
  }

  /** Whether it is to be had: it comes, or comes again for whoever wants it. */
  boolean isOffered(long nowNanos) {
    return isActive(nowNanos) || demand.isKept();
  }

  /** Whether its publisher is to send it. */
  boolean isWanted() {
    return demand.isWanted();
  }

  /** Whether somebody watches it. */
  boolean isWatched() {
    return demand.isWatched();
  }

  /** What it takes; measured of video alone. */
  EncodingCost cost() {
    return cost;
  }

  /** What its publisher says of it. */
  AnnouncedLayers announced() {
    return cost.layers().announced();
  }

  /** As {@link EncodingCost#expectedBps}. */
  long expectedBps(int spatial, int temporal, long nowNanos) {
    return cost.expectedBps(spatial, temporal, !demand.isKept(), nowNanos);
  }

  /** What newcomers can begin with. */
  FreshStart freshStart() {
    return freshStart;
  }

  /** Null before the first packet. */
  RtpReceiver stream() {
    return stream;
  }

  /** Null before the first packet. */
  CodecParameters codec() {
    return codec;
  }

  FrameCounter frames() {
    return frames;
  }

  int branchCount() {
    return branches.size();
  }

  EncodingStatistics statistics(long nowNanos) {
    LayerMeter layers = cost.layers();
    int best = layers.spatialLayers() - 1;
    return new EncodingStatistics(
        rid,
        stream == null ? 0 : Integer.toUnsignedLong(stream.ssrc()),
        isActive(nowNanos),
        isWanted(),
        layers.width(best),
        layers.height(best),
        Math.round(layers.framesPerSecond() * 10) / 10.0,
        layers.spatialLayers(),
        layers.temporalLayers(),
        layers.bitrateBps(),
        frames.keyFrames(),
        announced().statistics());
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.codec.DependencyDescriptor;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.receive.KeyFrameRequests;
import dev.sluice.core.receive.PayloadTypes;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.LoopBinding;
import dev.sluice.core.transport.MediaLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One media section that a peer sends, and the branches by which it reaches its viewers.
 *
 * <p>Methods marked <em>loop</em> belong to the publisher's loop; all others may be called from any
 * thread.
 */
public final class Publication {

  /** A stream that has been silent for so long may be replaced by an older one. */
  private static final long SILENT_NANOS = 1_000_000_000;

  private final LoopBinding binding;
  private final PublisherFeedback feedback;
  private final MediaKind kind;
  private final Runnable keyFrameWanted = this::onKeyFrameWanted;

  private final MediaPacket packet = new MediaPacket();
  private final DependencyDescriptor dependencyDescriptor = new DependencyDescriptor();
  private final KeyFrameRequests keyFrameRequests = new KeyFrameRequests();
  private final PublicationMeter meter;
  private final List<Branch> branches = new ArrayList<>();

  private RtpParameters parameters;
  private PayloadTypes payloadTypes;
  private int dependencyDescriptorId;
  private CodecParameters codec;
  private RtpReceiver stream;
  private int streamRestarts;
  private long generation;
  private SourceClock sourceClock;
  private boolean closed;

  /** Made by its session. */
  public Publication(LoopBinding binding, PublisherFeedback feedback, RtpParameters parameters) {
    this.binding = binding;
    this.feedback = feedback;
    this.kind = parameters.kind();
    this.meter = new PublicationMeter(kind);
    apply(parameters);
  }

  private void apply(RtpParameters changed) {
    parameters = changed;
    payloadTypes = new PayloadTypes(changed);
    dependencyDescriptorId =
        changed.headerExtensions().getOrDefault(HeaderExtension.DEPENDENCY_DESCRIPTOR, 0);
  }

  // The packet's way.

  /**
   * Loop: forwards a packet that its receiver has let pass.
   *
   * @param sequence extended by {@code from}
   */
  public void forward(RtpPacket rtp, RtpReceiver from, long sequence, long nowNanos) {
    if (closed || !isForwarded(from, nowNanos)) {
      meter.drop(DropReason.LAYER_NOT_SELECTED);
      return;
    }
    packet.rtp = rtp;
    packet.sequence = MediaPacket.sequence(generation, sequence);
    packet.arrivalNanos = nowNanos;
    packet.skipped = !readFrame(rtp);
    if (!packet.skipped) {
      meter.count(rtp, packet.frame);
    }
    if (packet.frame.keyFrame && !packet.skipped) {
      from.onKeyFrame(sequence);
      keyFrameRequests.onKeyFrame();
    }
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
    dependencyDescriptor.reset();
    keyFrameRequests.onNewStream();
    setSourceClock(null);
    return true;
  }

  /** Reads what the packet says about its frame; false where there is nothing to forward. */
  private boolean readFrame(RtpPacket rtp) {
    if (rtp.payloadLength() == 0) {
      meter.drop(DropReason.PADDING_ONLY);
      return false;
    }
    CodecParameters negotiated = payloadTypes.codec(rtp.payloadType());
    if (negotiated == null) {
      meter.drop(DropReason.UNKNOWN_PAYLOAD_TYPE);
      return false;
    }
    codec = negotiated;
    if (!PayloadDescriptor.of(codec.codec())
        .read(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength(), rtp.marker(), packet.frame)) {
      meter.drop(DropReason.MALFORMED);
      return false;
    }
    readDependencyDescriptor(rtp);
    return true;
  }

  private void readDependencyDescriptor(RtpPacket rtp) {
    if (dependencyDescriptorId == 0) {
      return;
    }
    int offset = rtp.findExtension(dependencyDescriptorId);
    if (offset >= 0) {
      boolean keyFrame = packet.frame.keyFrame;
      dependencyDescriptor.read(rtp.buffer(), offset, rtp.extensionLength(), packet.frame);
      packet.frame.keyFrame |= keyFrame;
    }
  }

  // The way back.

  /** Asks the publisher for a keyframe, once for everybody who wants one. */
  public void requestKeyFrame() {
    binding.execute(keyFrameWanted);
  }

  private void onKeyFrameWanted() {
    if (kind == MediaKind.VIDEO && !closed) {
      keyFrameRequests.request();
      askForKeyFrame(binding.loop().nowNanos());
    }
  }

  /** Loop, now and then: asks again for a keyframe that hasn't come. */
  public void askForKeyFrame(long nowNanos) {
    int ssrc = stream != null ? stream.ssrc() : announcedSsrc();
    // Without a stream there is nobody to ask; a new one begins with a keyframe anyway.
    if (closed || ssrc == 0 || branches.isEmpty() || parameters.codecs().isEmpty()) {
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

  private int announcedSsrc() {
    return parameters.encodings().isEmpty()
        ? 0
        : parameters.encodings().getFirst().ssrc().orElse(0);
  }

  /** Loop: the publisher's report on one of its streams, placed on our clock. */
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

  // Viewers come and go.

  /** A subscription that lives on {@code loop} begins to play. */
  void attach(Subscription subscription, MediaLoop loop, int playback) {
    binding.execute(() -> onAttach(subscription, loop, playback));
  }

  private void onAttach(Subscription subscription, MediaLoop loop, int playback) {
    if (closed) {
      loop.execute(() -> subscription.onSourceEnded(playback));
      return;
    }
    Branch branch = branchOf(loop);
    branch.acquire();
    // Not through the subscription's session: that one may be closed, and the branch must be
    // given back all the same.
    loop.execute(() -> subscription.onAttached(branch, playback));
    onKeyFrameWanted();
  }

  @SuppressWarnings("ReferenceEquality") // a loop is a thread: no other one is equal to it
  private Branch branchOf(MediaLoop loop) {
    for (Branch branch : branches) {
      if (branch.loop() == loop) {
        return branch;
      }
    }
    Branch branch = new Branch(this, loop, loop == binding.loop(), parameters, sourceClock);
    branches.add(branch);
    return branch;
  }

  /** A subscription has left {@code branch}. */
  void detach(Branch branch) {
    binding.execute(() -> onDetach(branch));
  }

  private void onDetach(Branch branch) {
    if (branch.release()) {
      branches.remove(branch);
    }
  }

  // Control.

  public MediaKind kind() {
    return kind;
  }

  /** Takes over renegotiated parameters. */
  public void update(RtpParameters changed) {
    binding.execute(
        () -> {
          apply(changed);
          feedback.onChanged(this);
          for (Branch branch : branches) {
            branch.loop().execute(() -> branch.onParameters(changed));
          }
        });
  }

  /** Ends the publication; whoever plays it plays nothing from now on. Idempotent. */
  public void close() {
    binding.execute(this::closeOnLoop);
  }

  /** Loop: as {@link #close}, at once. */
  public void closeOnLoop() {
    if (closed) {
      return;
    }
    closed = true;
    feedback.onChanged(this);
    for (Branch branch : branches) {
      branch.loop().execute(branch::end);
    }
    branches.clear();
  }

  /** Loop. */
  public boolean isClosed() {
    return closed;
  }

  /** Loop: the negotiated parameters. */
  public RtpParameters parameters() {
    return parameters;
  }

  /** Loop: what the payload types of this section mean. */
  public PayloadTypes payloadTypes() {
    return payloadTypes;
  }

  /** Loop: what was counted, and where drops of its streams are counted. */
  public PublicationMeter meter() {
    return meter;
  }

  /** Loop: on how many loops it is being played. */
  public int branchCount() {
    return branches.size();
  }

  /**
   * Completed on the publisher's loop, at once before there is one; with a {@code
   * CancellationException} once the session is closed.
   */
  public CompletableFuture<PublicationStatistics> statistics() {
    return binding.ask(
        () -> meter.snapshot(codec == null ? null : codec.codec(), stream),
        PublicationStatistics.none(kind));
  }
}

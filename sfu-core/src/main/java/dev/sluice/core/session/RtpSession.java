package dev.sluice.core.session;

import dev.sluice.core.forward.DropCounters;
import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.LayerAllocation;
import dev.sluice.core.forward.OutgoingPath;
import dev.sluice.core.forward.OutgoingStream;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.PublisherFeedback;
import dev.sluice.core.forward.RateMeter;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionCounts;
import dev.sluice.core.forward.TrafficTotals;
import dev.sluice.core.receive.Policer;
import dev.sluice.core.receive.ReferenceTime;
import dev.sluice.core.receive.RtxDecapsulation;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.transport.LoopBinding;
import dev.sluice.core.transport.MediaLoop;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The media half of one peer connection.
 *
 * <p>Methods marked <em>loop</em> belong to the loop that owns the peer; all others may be called
 * from any thread, also before there is a loop, and take effect there in the order called.
 */
public final class RtpSession {

  private static final long SLOW_TICK_NANOS = 100_000_000;
  private static final long REPORT_NANOS = 1_000_000_000;

  private final LoopBinding binding = new LoopBinding();
  private final DropCounters drops = new DropCounters();

  /** Of publications and subscriptions that have ended. */
  private final TrafficTotals ended = new TrafficTotals();

  private final RtpPacket incoming = new RtpPacket();
  private final IncomingStreams streams = new IncomingStreams();
  private final RtxDecapsulation rtxDecapsulation = new RtxDecapsulation();
  private final Policer policer = new Policer();
  private final IncomingRtcp incomingRtcp;

  private final OutgoingPath path;
  private final OutgoingRtcp outgoingRtcp;
  private final BandwidthFeedback bandwidthFeedback;
  private final PublisherFeedback feedback = new Feedback();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final LayerAllocation allocation = new LayerAllocation();
  private final SsrcMap<Subscription> subscriptionsBySsrc = new SsrcMap<>();

  private long rtpPackets;
  private long rtpBytes;
  private long rtcpPackets;
  private final RateMeter receiveRate = new RateMeter();
  private final RateMeter sendRate = new RateMeter();

  /** Otherwise what the allocation needs is all that is desired. */
  private boolean desiredGiven;

  private boolean ticked;
  private long slowTickNanos;
  private long reportNanos;

  /** A session whose loop's clock counts from 1970. */
  public RtpSession(RtpTransport transport) {
    this(transport, 0);
  }

  /**
   * @param wallClockOffsetNanos what makes the loop's clock nanoseconds since 1970, for the NTP
   *     timestamps of reports (RFC 3550 section 4); the same for all sessions of a process
   */
  public RtpSession(RtpTransport transport, long wallClockOffsetNanos) {
    this.path = new OutgoingPath(transport, binding, wallClockOffsetNanos);
    ReferenceTime referenceTime = new ReferenceTime();
    this.outgoingRtcp = new OutgoingRtcp(transport, path, referenceTime);
    this.bandwidthFeedback = new BandwidthFeedback(outgoingRtcp);
    this.incomingRtcp = new IncomingRtcp(streams, subscriptionsBySsrc, path, referenceTime, drops);
  }

  // The packet's way: from here to Publication.forward, Branch.deliver and Subscription.forward.

  /** Loop: a decrypted RTP packet. The array belongs to the caller again afterwards. */
  public void onRtp(byte[] packet, int offset, int length, long nowNanos) {
    rtpPackets++;
    rtpBytes += length;
    if (!incoming.wrap(packet, offset, length)) {
      drops.add(DropReason.MALFORMED);
      return;
    }
    IncomingStream stream = streams.of(incoming, nowNanos);
    if (stream != null && !policer.admits(length, stream.isSound(), nowNanos)) {
      // Feedback reports it lost, from which a publisher that can learn will.
      stream.publication().meter().drop(DropReason.OVER_BITRATE_LIMIT);
      return;
    }
    bandwidthFeedback.onPacket(incoming, nowNanos);
    if (stream == null) {
      drops.add(streams.refusal());
      return;
    }
    stream.receive(incoming, rtxDecapsulation, nowNanos);
  }

  /** Loop: a decrypted RTCP packet, possibly compound. */
  public void onRtcp(byte[] packet, int offset, int length, long nowNanos) {
    rtcpPackets++;
    incomingRtcp.receive(packet, offset, length, nowNanos);
    if (allocation.isTooMuch(path.knownBps())) {
      allocate(nowNanos);
    }
  }

  private void allocate(long nowNanos) {
    if (!path.isConnected()) {
      // Nothing is sent yet, so nothing can be known of the network.
      return;
    }
    allocation.allocate(subscriptions, path.knownBps(), path.isGuess(), nowNanos);
  }

  // What is due from time to time.

  /**
   * Loop, about every 10 ms: reports, feedback and retries that are due.
   *
   * @return when something may be due again: soon where packets come in or get lost, otherwise with
   *     the slow tick
   */
  public long onTick(long nowNanos) {
    bandwidthFeedback.onTick(receiveRate.bitrateBps(), nowNanos);
    outgoingRtcp.sendNacks(streams.streams(), nowNanos);
    boolean busy = path.onTick(nowNanos) || !streams.streams().isEmpty();
    for (int i = 0; i < subscriptions.size(); i++) {
      busy |= subscriptions.get(i).stream().repairAhead(nowNanos);
    }
    if (!ticked) {
      ticked = true;
      slowTickNanos = nowNanos;
      reportNanos = nowNanos;
    }
    if (nowNanos - slowTickNanos >= SLOW_TICK_NANOS) {
      slowTickNanos = nowNanos;
      onSlowTick(nowNanos);
    }
    return busy ? nowNanos : slowTickNanos + SLOW_TICK_NANOS;
  }

  private void onSlowTick(long nowNanos) {
    for (int i = 0; i < streams.publications().size(); i++) {
      streams.publications().get(i).onTick(nowNanos);
    }
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).onTick(nowNanos);
    }
    allocate(nowNanos);
    if (!desiredGiven) {
      path.setDesiredBps(allocation.neededBps());
    }
    outgoingRtcp.sendSenderReports(subscriptions, nowNanos);
    if (nowNanos - reportNanos >= REPORT_NANOS) {
      reportNanos = nowNanos;
      sample(nowNanos);
      outgoingRtcp.sendReceiverReports(
          streams.streams(),
          bandwidthFeedback.isRemb(),
          receiveRate.bitrateBps(),
          policer.toldBps(receiveRate.bitrateBps()),
          nowNanos);
    }
  }

  private void sample(long nowNanos) {
    receiveRate.sample(rtpBytes, nowNanos);
    sendRate.sample(path.bytes(), nowNanos);
    for (int i = 0; i < streams.publications().size(); i++) {
      streams.publications().get(i).sample(path.roundTrip().nanos(), nowNanos);
    }
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).sample(nowNanos);
    }
  }

  // Control.

  /**
   * Loop, once: from now on tasks run, beginning with those given before.
   *
   * @throws IllegalStateException where there is a loop already
   */
  public void assignLoop(MediaLoop loop) {
    binding.bind(loop);
  }

  /**
   * Loop, once there are keys to send with: what is to be played begins. A later call changes
   * nothing.
   */
  public void onConnected() {
    if (!path.isConnected()) {
      path.onConnected();
      subscriptions.forEach(Subscription::onConnected);
    }
  }

  /** Runs {@code task} on the loop, after what was given before; never once closed. */
  public void execute(Runnable task) {
    binding.execute(task);
  }

  /** Expects one media section from the peer. */
  public Publication publish(RtpParameters receiveParameters) {
    Publication publication = new Publication(binding, feedback, receiveParameters);
    binding.execute(
        () -> {
          streams.add(publication);
          bandwidthFeedback.choose(streams);
        });
    return publication;
  }

  /**
   * Prepares to send one media section to the peer.
   *
   * @param sendParameters with the SSRC announced to the peer, and that of its retransmissions, in
   *     the first encoding
   * @throws IllegalArgumentException where there is no SSRC
   */
  public Subscription subscribe(RtpParameters sendParameters) {
    Subscription subscription =
        new Subscription(binding, path, sendParameters, this::onSubscriptionChanged);
    binding.execute(
        () -> {
          subscriptions.add(subscription);
          path.addPaddingSource(subscription.stream());
          onSubscriptionChanged(subscription);
        });
    return subscription;
  }

  private void onSubscriptionChanged(Subscription subscription) {
    subscriptionsBySsrc.removeAll(subscription);
    if (subscription.isClosed()) {
      subscription.addTo(ended);
      subscriptions.remove(subscription);
      path.removePaddingSource(subscription.stream());
      return;
    }
    OutgoingStream stream = subscription.stream();
    subscriptionsBySsrc.put(stream.ssrc(), subscription);
    if (stream.rtxSsrc() != 0) {
      subscriptionsBySsrc.put(stream.rtxSsrc(), subscription);
    }
  }

  /**
   * Loop: what may be sent to the peer, in bit/s, of RTP with its headers; 600 kbit/s as long as
   * the peer has told nothing.
   */
  public long estimateBps() {
    return path.estimateBps();
  }

  /**
   * Loop: what could be sent with use, also beyond the estimate, in bit/s: so much is probed for,
   * and no more.
   */
  public void setDesiredBps(long bps) {
    desiredGiven = true;
    path.setDesiredBps(bps);
  }

  /**
   * Takes no more from the peer than this, averaged over a second, and tells it so when it comes
   * near; of what is too much, pictures go first.
   *
   * @param bps in bit/s, of RTP with its headers; 0 for no limit
   */
  public void limitReceivedBps(long bps) {
    binding.execute(() -> policer.setLimitBps(bps));
  }

  /** Closes every publication and subscription; idempotent. */
  public void close() {
    binding.close(
        () -> {
          List.copyOf(subscriptions).forEach(Subscription::closeOnLoop);
          List.copyOf(streams.publications()).forEach(Publication::closeOnLoop);
        });
  }

  /**
   * Completed on the loop, at once before there is one; with a {@code CancellationException} once
   * closed.
   */
  public CompletableFuture<SessionStatistics> statistics() {
    return ask(this::snapshot, SessionStatistics.NONE);
  }

  /**
   * Completed on the loop with the answer given there, at once with {@code beforeLoop} before there
   * is one; with a {@code CancellationException} once closed.
   */
  public <T> CompletableFuture<T> ask(Supplier<T> question, T beforeLoop) {
    return binding.ask(question, beforeLoop);
  }

  /** Loop: what has passed by now. */
  public SessionStatistics snapshot() {
    return new SessionStatistics(
        rtpPackets,
        rtpBytes,
        path.packets(),
        path.bytes(),
        rtcpPackets,
        outgoingRtcp.packets(),
        receiveRate.bitrateBps(),
        sendRate.bitrateBps(),
        path.roundTrip().nanos() / 1e6,
        path.feedbackLost(),
        path.feedbackReceived(),
        path.estimateBps(),
        path.estimateLimit(),
        path.desiredBps(),
        path.heldBytes(),
        path.heldNanos() / 1e6,
        path.probes(),
        path.paddingBytes(),
        drops.snapshot());
  }

  /** Loop: whether the peer is to send something. */
  public boolean expectsMedia() {
    return !streams.publications().isEmpty();
  }

  /** Loop: what has passed by now, in few numbers. */
  public SessionTotals totals() {
    TrafficTotals traffic = new TrafficTotals();
    traffic.add(ended);
    traffic.add(drops);
    double receivedLoss = 0;
    for (int i = 0; i < streams.publications().size(); i++) {
      Publication publication = streams.publications().get(i);
      publication.addTo(traffic);
      receivedLoss = Math.max(receivedLoss, publication.fractionLost());
    }
    double sentLoss = 0;
    SubscriptionCounts counts = new SubscriptionCounts();
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      subscription.addTo(traffic);
      subscription.addTo(counts);
      sentLoss = Math.max(sentLoss, subscription.fractionLost());
    }
    return new SessionTotals(
        traffic,
        receiveRate.bitrateBps(),
        sendRate.bitrateBps(),
        path.roundTrip().nanos() / 1e6,
        receivedLoss,
        sentLoss,
        counts,
        subscriptions.isEmpty() ? Optional.empty() : Optional.of(estimate()));
  }

  private SendEstimate estimate() {
    return new SendEstimate(
        path.estimateBps(), path.estimateLimit(), path.heldBytes(), path.heldNanos() / 1e6);
  }

  /** What this session's publications ask of it. */
  private final class Feedback implements PublisherFeedback {

    @Override
    public void requestKeyFrame(int ssrc, boolean fir) {
      outgoingRtcp.sendKeyFrameRequest(ssrc, fir);
    }

    @Override
    public void onChanged(Publication publication) {
      if (publication.isClosed()) {
        publication.addTo(ended);
        streams.remove(publication);
      }
      streams.readExtensionIds();
      bandwidthFeedback.choose(streams);
    }
  }
}

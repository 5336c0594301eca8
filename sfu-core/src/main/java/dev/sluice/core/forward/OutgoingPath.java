package dev.sluice.core.forward;

import dev.sluice.core.congestion.BandwidthEstimator;
import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.congestion.Pacer;
import dev.sluice.core.congestion.PaddingSource;
import dev.sluice.core.congestion.SentHistory;
import dev.sluice.core.receive.RoundTrip;
import dev.sluice.core.rtcp.TransportFeedback;
import dev.sluice.core.rtp.AbsSendTime;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.TransportSequenceNumber;
import dev.sluice.core.transport.LoopBinding;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.List;

/**
 * The way to one peer, shared by everything that its session sends: paces, numbers and stamps each
 * packet, counts it, and hears what the peer says about its arrival.
 *
 * <p>Belongs to the loop of its session.
 */
public final class OutgoingPath {

  /** Longer than any datagram that comes in, plus what rewriting may add. */
  static final int SCRATCH_LENGTH = 2048;

  /**
   * Shared by all paths of a loop, which is a thread: one packet is under way at a time, and what
   * is written for one viewer is in the processor's cache for the next.
   */
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_LENGTH]);

  private final RtpTransport transport;
  private final LoopBinding binding;
  private final long wallClockOffsetNanos;
  private final RoundTrip roundTrip = new RoundTrip();
  private final List<PaddingSource> paddingSources = new ArrayList<>(0);

  /** Made with the first that is sent or heard, as is the next: who only publishes needs none. */
  private BandwidthEstimator estimator;

  private Pacer pacer;
  private PaddingSource padding;

  /**
   * The loop's {@link #SCRATCH}, once known: a thread's locals are slow to find, for each packet.
   */
  private byte[] scratch;

  private boolean connected;

  /** Whether packets have gone out with transport-wide numbers. */
  private boolean numbers;

  private int nextTransportSequence = 1;
  private long packets;
  private long bytes;
  private long desiredBps;
  private long paddingBytes;

  /**
   * @param wallClockOffsetNanos from the loops' clock to nanoseconds since 1970
   */
  public OutgoingPath(RtpTransport transport, LoopBinding binding, long wallClockOffsetNanos) {
    this.transport = transport;
    this.binding = binding;
    this.wallClockOffsetNanos = wallClockOffsetNanos;
  }

  /**
   * A moment of the loops' clock in nanoseconds since 1970, as reports tell it. The offset is
   * fixed, so reported time never jumps when the machine's clock is set.
   */
  public long unixNanos(long nowNanos) {
    return nowNanos + wallClockOffsetNanos;
  }

  /** From now on the transport sends what it is given. */
  public void onConnected() {
    connected = true;
  }

  public boolean isConnected() {
    return connected;
  }

  /** Where the next packet is written, from index 0 on; good until another path's turn. */
  byte[] scratch() {
    if (scratch == null) {
      scratch = SCRATCH.get();
    }
    return scratch;
  }

  /**
   * Sends the packet of {@code length} bytes in {@link #scratch} at once, with the time and the
   * next transport-wide sequence number where {@code headers} left room for them.
   *
   * @param ssrc of the stream that it belongs to, also where it goes out as RTX
   * @param number its extended sequence number in that stream
   */
  void send(HeaderRewriter headers, int length, int ssrc, long number, long nowNanos) {
    leave(
        scratch(),
        length,
        headers.absSendTimeOffset(),
        headers.transportCcOffset(),
        ssrc,
        number,
        nowNanos);
  }

  /**
   * As {@link #send}, but the packet may have to wait so that the peer's link isn't flooded. It
   * gets its time and number when it leaves: only for what goes out otherwise the next time, as
   * RTX.
   *
   * @param repair whether it goes before media that waits
   */
  void sendPaced(
      HeaderRewriter headers, int length, int ssrc, long number, boolean repair, long nowNanos) {
    if (pacer == null || pacer.passes(length, nowNanos)) {
      send(headers, length, ssrc, number, nowNanos);
    } else {
      pacer.hold(
          repair,
          scratch(),
          length,
          headers.absSendTimeOffset(),
          headers.transportCcOffset(),
          ssrc,
          number,
          nowNanos);
    }
  }

  /** As {@link #sendPaced}, of what isn't sent again where it gets lost. */
  void sendParity(HeaderRewriter headers, int length, long nowNanos) {
    sendPaced(headers, length, 0, SentHistory.NO_MEDIA, false, nowNanos);
  }

  /** Whether this packet of a stream hasn't left yet, so that it can't be missing. */
  boolean holds(int ssrc, long number) {
    return pacer != null && pacer.holds(ssrc, number);
  }

  /** Sends the padding of {@code length} bytes in {@link #scratch}, as {@link #send} does. */
  void sendPadding(HeaderRewriter headers, int length, long nowNanos) {
    paddingBytes += length;
    send(headers, length, 0, SentHistory.NO_MEDIA, nowNanos);
  }

  /** Sends the packet of {@code length} bytes in {@link #scratch} once more, stamped already. */
  void sendAgain(HeaderRewriter headers, int length, long nowNanos) {
    byte[] packet = scratch();
    if (estimator != null && headers.transportCcOffset() >= 0) {
      estimator.onSentAgain(
          TransportSequenceNumber.read(packet, headers.transportCcOffset()), length);
    }
    transmit(packet, length, nowNanos);
  }

  private void leave(
      byte[] packet,
      int length,
      int absSendTimeOffset,
      int transportCcOffset,
      int ssrc,
      long number,
      long nowNanos) {
    if (absSendTimeOffset >= 0) {
      AbsSendTime.write(packet, absSendTimeOffset, AbsSendTime.ofNanos(nowNanos));
    }
    if (transportCcOffset >= 0) {
      numbers = true;
      int transportSequence = nextTransportSequence++ & 0xFFFF;
      TransportSequenceNumber.write(packet, transportCcOffset, transportSequence);
      estimator().onSent(transportSequence, length, ssrc, number, nowNanos);
    } else if (estimator != null) {
      estimator.onSentUnnumbered(length);
    }
    transmit(packet, length, nowNanos);
  }

  private void transmit(byte[] packet, int length, long nowNanos) {
    if (pacer != null) {
      pacer.onSent(length, nowNanos);
    }
    packets++;
    bytes += length;
    transport.sendRtp(packet, 0, length);
  }

  private BandwidthEstimator estimator() {
    if (estimator == null) {
      estimator = new BandwidthEstimator();
      estimator.setDesiredBps(desiredBps);
      pacer = new Pacer(estimator, this::leave);
      padding = this::pad;
    }
    return estimator;
  }

  /** The peer's transport-wide feedback, with the cursor before its first packet. */
  public void onTransportFeedback(TransportFeedback feedback, long nowNanos) {
    estimator().onTransportFeedback(feedback, nowNanos);
    pacer.onFeedback(isNarrow(), nowNanos);
  }

  /** The peer's REMB, in bit/s. */
  public void onBitrateEstimate(long bitrateBps) {
    estimator().onRemb(bitrateBps);
  }

  /** A receiver report's block on one of our streams: its loss in 1/256. */
  public void onReceiverReport(int fractionLost, long nowNanos) {
    estimator().onReceiverReport(fractionLost, bytes, nowNanos);
  }

  /** What could be used, also beyond the estimate, in bit/s: what probes are worth. */
  public void setDesiredBps(long bps) {
    desiredBps = bps;
    if (estimator != null) {
      estimator.setDesiredBps(bps);
    }
  }

  public long desiredBps() {
    return desiredBps;
  }

  /** What may be sent to the peer, in bit/s, of RTP with its headers. */
  public long estimateBps() {
    return estimator == null ? BandwidthEstimator.START_BPS : estimator.estimateBps();
  }

  /**
   * As {@link #estimateBps}; 0 while it is but a guess that nothing will improve on soon, as the
   * peer doesn't tell of each packet's arrival.
   */
  public long knownBps() {
    return isGuess() && !numbers ? 0 : estimateBps();
  }

  /** Whether the estimate is where it began. */
  public boolean isGuess() {
    return estimateLimit() == EstimateLimit.START;
  }

  /** Why the estimate isn't higher. */
  public EstimateLimit estimateLimit() {
    return estimator == null ? EstimateLimit.START : estimator.limit();
  }

  /** Whether it is measured to carry less than what is desired: what is lost is lost for that. */
  boolean isNarrow() {
    return !isGuess() && estimateBps() < desiredBps;
  }

  /**
   * Whether the link is, or has lately been, too narrow: nothing is sent to be on the safe side.
   */
  boolean isCongested() {
    return estimator != null && estimator.isCongested();
  }

  /**
   * Whether its loop doesn't keep up: what was lost is lost for that, and what is sent again only
   * takes the place of what hasn't been sent yet, until nothing comes through in time.
   */
  boolean isBehind() {
    return binding.loop().isBehind();
  }

  /** The share of packets lost just now, 0 to 1. */
  double lossShare() {
    return estimator == null ? 0 : estimator.lossShare();
  }

  /** Where padding may be had for probes, for as long as it isn't removed. */
  public void addPaddingSource(PaddingSource source) {
    paddingSources.add(source);
  }

  public void removePaddingSource(PaddingSource source) {
    paddingSources.remove(source);
  }

  /**
   * About every 10 ms: lets go what has waited long enough, and probes.
   *
   * @return whether the next tick is wanted as soon
   */
  public boolean onTick(long nowNanos) {
    return pacer != null && pacer.onTick(nowNanos, padding);
  }

  /** Of the first that has any. */
  private int pad(int length, long nowNanos) {
    for (int i = 0; i < paddingSources.size(); i++) {
      int sent = paddingSources.get(i).sendPadding(length, nowNanos);
      if (sent > 0) {
        return sent;
      }
    }
    return 0;
  }

  /** What waits before it may leave, in bytes. */
  public int heldBytes() {
    return pacer == null ? 0 : pacer.heldBytes();
  }

  /** How long that will take, in nanoseconds. */
  public long heldNanos() {
    return pacer == null ? 0 : pacer.heldNanos();
  }

  /** How often it was probed whether more could be sent. */
  public long probes() {
    return estimator == null ? 0 : estimator.probes();
  }

  /** Of {@link #bytes}, those sent for nothing but probes. */
  public long paddingBytes() {
    return paddingBytes;
  }

  /** What went out under which transport-wide number. */
  public SentHistory sent() {
    return estimator().sent();
  }

  public RoundTrip roundTrip() {
    return roundTrip;
  }

  public long packets() {
    return packets;
  }

  public long bytes() {
    return bytes;
  }

  /** Packets that the peer's feedback said to have arrived. */
  public long feedbackReceived() {
    return estimator == null ? 0 : estimator.reportedArrived();
  }

  /** Packets that the peer's feedback said to be missing. */
  public long feedbackLost() {
    return estimator == null ? 0 : estimator.reportedLost();
  }
}

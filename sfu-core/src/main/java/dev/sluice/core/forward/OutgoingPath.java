package dev.sluice.core.forward;

import dev.sluice.core.receive.RoundTrip;
import dev.sluice.core.rtcp.TransportFeedback;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.transport.RtpTransport;

/**
 * The way to one peer, shared by everything that its session sends: numbers and stamps each packet,
 * counts it, and hears what the peer says about its arrival.
 *
 * <p>Belongs to the loop of its session.
 */
public final class OutgoingPath {

  /** Longer than any datagram that comes in, plus what rewriting may add. */
  private static final int SCRATCH_LENGTH = 2048;

  /**
   * Shared by all paths of a loop, which is a thread: one packet is under way at a time, and what
   * is written for one viewer is in the processor's cache for the next.
   */
  private static final ThreadLocal<byte[]> SCRATCH =
      ThreadLocal.withInitial(() -> new byte[SCRATCH_LENGTH]);

  private final RtpTransport transport;
  private final long wallClockOffsetNanos;
  private final RoundTrip roundTrip = new RoundTrip();
  private final SentPackets sentPackets = new SentPackets();

  private boolean connected;
  private int nextTransportSequence = 1;
  private long packets;
  private long bytes;
  private long feedbackReceived;
  private long feedbackLost;
  private long estimatedBps;

  /**
   * @param wallClockOffsetNanos from the loops' clock to nanoseconds since 1970
   */
  public OutgoingPath(RtpTransport transport, long wallClockOffsetNanos) {
    this.transport = transport;
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
    return SCRATCH.get();
  }

  /**
   * Sends the packet of {@code length} bytes in {@link #scratch}, with the time and the next
   * transport-wide sequence number where {@code headers} left room for them.
   *
   * @param ssrc of the stream that it belongs to, also where it goes out as RTX
   * @param number its extended sequence number in that stream
   */
  void send(HeaderRewriter headers, int length, int ssrc, long number, long nowNanos) {
    byte[] scratch = scratch();
    headers.stampAbsSendTime(scratch, 0, nowNanos);
    if (headers.transportCcOffset() >= 0) {
      int transportSequence = nextTransportSequence++ & 0xFFFF;
      headers.stampTransportCc(scratch, 0, transportSequence);
      sentPackets.onSent(transportSequence, ssrc, number);
    }
    send(scratch, length);
  }

  /** Sends the packet of {@code length} bytes in {@link #scratch}, stamped already. */
  void sendAsIs(int length) {
    send(scratch(), length);
  }

  private void send(byte[] packet, int length) {
    packets++;
    bytes += length;
    transport.sendRtp(packet, 0, length);
  }

  /**
   * The peer's transport-wide feedback. The send-side bandwidth estimator takes its place here,
   * from which {@link #send} already numbers every packet.
   */
  public void onTransportFeedback(TransportFeedback feedback) {
    while (feedback.next()) {
      if (feedback.received()) {
        feedbackReceived++;
        sentPackets.onArrived(feedback.sequenceNumber());
      } else {
        feedbackLost++;
        sentPackets.onLoss();
      }
    }
  }

  /** What went out under which transport-wide number. */
  public SentPackets sentPackets() {
    return sentPackets;
  }

  /** The peer's REMB: kept for the estimator. */
  public void onBitrateEstimate(long bitrateBps) {
    estimatedBps = bitrateBps;
  }

  /** What the peer said last that it can receive; 0 before. */
  public long estimatedBps() {
    return estimatedBps;
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
    return feedbackReceived;
  }

  /** Packets that the peer's feedback said to be missing. */
  public long feedbackLost() {
    return feedbackLost;
  }
}

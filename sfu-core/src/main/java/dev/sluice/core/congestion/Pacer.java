package dev.sluice.core.congestion;

/**
 * Keeps bursts from a bottleneck whose queue they would fill: what is sent faster than a multiple
 * of the estimate waits its turn. Where nothing is congested everything passes at once, and costs a
 * comparison.
 *
 * <p>Only packets that the owner gives to {@link #hold} wait: sound never does. Repairs go before
 * media. Probes are carried here too, as it is here that the loop's ticks come by.
 *
 * <p>Loop: belongs to the loop of the viewer's session.
 */
public final class Pacer {

  /** Where packets go whose turn has come. */
  public interface Output {

    /**
     * Sends a held packet; the array is good until the call returns, and may be written to.
     *
     * @param absSendTimeOffset where the time of sending is to be written; -1 for nowhere
     * @param transportCcOffset likewise the transport-wide number
     * @param ssrc of the stream that it belongs to, as given to {@link #hold}
     * @param number likewise
     */
    void leave(
        byte[] packet,
        int length,
        int absSendTimeOffset,
        int transportCcOffset,
        int ssrc,
        long number,
        long nowNanos);
  }

  /** As libwebrtc's: a frame is to be through before the next one comes. */
  private static final double PACE = 2.5;

  /** On a link that is filled: hardly more than it carries, so that sound overtakes video here. */
  private static final double NARROW_PACE = 1.5;

  /** What may be sent at once, in time at the pace. */
  private static final long BURST_NANOS = 40_000_000;

  private static final long NARROW_BURST_NANOS = 15_000_000;

  /** Longer, at the pace, nothing waits: its frame would come too late. */
  private static final long MAX_WAIT_NANOS = 500_000_000;

  private final BandwidthEstimator estimator;
  private final Output output;

  /** Made with the first packets that wait. */
  private HeldPackets repairs;

  private HeldPackets media;

  /** At the pace; 0 where there is none to be kept. */
  private double nanosPerByte;

  private long burstNanos = BURST_NANOS;

  /** When all that was sent would be through, at the pace. */
  private long throughNanos;

  public Pacer(BandwidthEstimator estimator, Output output) {
    this.estimator = estimator;
    this.output = output;
  }

  /** Whether a packet may leave now; otherwise it is to be given to {@link #hold}. */
  public boolean passes(int bytes, long nowNanos) {
    return (heldBytes() == 0 && isItsTurn(nowNanos)) || bytes > HeldPackets.MAX_LENGTH;
  }

  private boolean isItsTurn(long nowNanos) {
    return nanosPerByte == 0 || throughNanos - nowNanos <= burstNanos;
  }

  /** A packet of so many bytes leaves, whether or not it was asked for leave. */
  public void onSent(int bytes, long nowNanos) {
    if (nanosPerByte != 0) {
      // A probe that media waits behind would never be as fast as it is to be.
      double pace = Math.min(nanosPerByte, estimator.probeNanosPerByte());
      throughNanos = Math.max(throughNanos, nowNanos) + Math.round(bytes * pace);
    }
  }

  /**
   * Takes a copy of a packet that is to wait. Where too much waits already, the first of them
   * leaves at once: what is sent too much is better lost by the link than kept until it is of no
   * use.
   *
   * @param repair whether it goes before what is no repair
   */
  public void hold(
      boolean repair,
      byte[] packet,
      int length,
      int absSendTimeOffset,
      int transportCcOffset,
      int ssrc,
      long number,
      long nowNanos) {
    if (media == null) {
      media = new HeldPackets();
      repairs = new HeldPackets();
    }
    HeldPackets lane = repair ? repairs : media;
    while (lane.isFull() || lane.bytes() * nanosPerByte > MAX_WAIT_NANOS) {
      leaveFirst(lane, nowNanos);
    }
    lane.add(packet, length, absSendTimeOffset, transportCcOffset, ssrc, number);
  }

  /** Whether this packet of a stream's media still waits. */
  public boolean holds(int ssrc, long number) {
    return media != null && media.contains(ssrc, number);
  }

  /**
   * The estimate, or whether there is congestion, may have changed.
   *
   * @param narrow whether the link is known to carry less than what could be used, so that its
   *     queue would hold what isn't held here, and sound behind it
   */
  public void onFeedback(boolean narrow, long nowNanos) {
    if (!narrow && !estimator.isCongested()) {
      nanosPerByte = 0;
      return;
    }
    if (nanosPerByte == 0) {
      throughNanos = nowNanos;
    }
    burstNanos = narrow ? NARROW_BURST_NANOS : BURST_NANOS;
    double pace = narrow ? NARROW_PACE : PACE;
    nanosPerByte = 8e9 / (pace * Math.max(1, estimator.estimateBps()));
  }

  /**
   * Lets go what may leave by now, and sends what a probe needs.
   *
   * @return whether the next tick is wanted soon
   */
  public boolean onTick(long nowNanos, PaddingSource padding) {
    release(nowNanos);
    if (heldBytes() == 0) {
      probe(padding, nowNanos);
    }
    return heldBytes() > 0 || estimator.isProbing(nowNanos);
  }

  private void release(long nowNanos) {
    if (media == null) {
      return;
    }
    release(repairs, nowNanos);
    if (repairs.isEmpty()) {
      release(media, nowNanos);
    }
    if (nanosPerByte == 0 && heldBytes() == 0) {
      media = null;
      repairs = null;
    }
  }

  private void release(HeldPackets lane, long nowNanos) {
    while (!lane.isEmpty() && isItsTurn(nowNanos)) {
      leaveFirst(lane, nowNanos);
    }
  }

  private void leaveFirst(HeldPackets lane, long nowNanos) {
    output.leave(
        lane.packet(),
        lane.length(),
        lane.absSendTimeOffset(),
        lane.transportCcOffset(),
        lane.ssrc(),
        lane.number(),
        nowNanos);
    lane.removeFirst();
  }

  private void probe(PaddingSource padding, long nowNanos) {
    long wantedBps = estimator.wantedProbeBps(nowNanos);
    if (wantedBps > 0) {
      estimator.beginProbe(wantedBps, nowNanos);
    }
    int due = estimator.probeBytesDue(nowNanos);
    while (due > 0) {
      if (padding.sendPadding(due, nowNanos) == 0) {
        estimator.abandonProbe(nowNanos);
        return;
      }
      due = estimator.probeBytesDue(nowNanos);
    }
    estimator.endProbeTick(nowNanos);
  }

  /** What waits, in bytes. */
  public int heldBytes() {
    return media == null ? 0 : media.bytes() + repairs.bytes();
  }

  /** How long that takes to leave, in nanoseconds. */
  public long heldNanos() {
    return Math.round(heldBytes() * nanosPerByte);
  }
}

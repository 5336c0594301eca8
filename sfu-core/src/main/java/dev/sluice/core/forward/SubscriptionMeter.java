package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;

/** What is counted of a subscription, on its viewer's loop. */
final class SubscriptionMeter {

  private final MediaKind kind;
  private final RateMeter rate = new RateMeter();
  private final DropCounters drops = new DropCounters();
  private final FrameCounter frames = new FrameCounter();

  private CodecRoutes.Route lastRoute;
  private long packets;
  private long bytes;
  private long payloadBytes;
  private long cumulativeLost;
  private long mostLost;
  private int fractionLost;
  private double jitterMillis;

  long nacked;
  long retransmitted;
  long parity;
  long keyFrameRequests;
  long switches;

  SubscriptionMeter(MediaKind kind) {
    this.kind = kind;
  }

  void count(int timestamp, FrameInfo frame, CodecRoutes.Route route, int length, int payload) {
    packets++;
    bytes += length;
    payloadBytes += payload;
    lastRoute = route;
    frames.count(timestamp, frame);
  }

  void drop(DropReason reason) {
    drops.add(reason);
  }

  void onReportBlock(ReportBlocks blocks, int index) {
    cumulativeLost = blocks.cumulativeLost(index);
    mostLost = Math.max(mostLost, cumulativeLost);
    fractionLost = blocks.fractionLost(index);
    if (lastRoute != null) {
      jitterMillis = blocks.jitter(index) * 1000.0 / lastRoute.clockRateHz();
    }
  }

  void sample(long nowNanos) {
    rate.sample(bytes, nowNanos);
  }

  long packets() {
    return packets;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  /** Of the packet sent last; null before the first. */
  CodecRoutes.Route lastRoute() {
    return lastRoute;
  }

  /** In the viewer's last receiver report, 0 to 1. */
  double fractionLost() {
    return fractionLost / 256.0;
  }

  void addTo(TrafficTotals totals) {
    totals.add(Direction.SENT, kind, Count.PACKETS, packets);
    totals.add(Direction.SENT, kind, Count.BYTES, bytes);
    totals.add(Direction.SENT, kind, Count.LOST, mostLost);
    totals.add(Direction.SENT, kind, Count.NACKS, nacked);
    totals.add(Direction.SENT, kind, Count.RETRANSMISSIONS, retransmitted);
    totals.add(Direction.SENT, kind, Count.PARITY, parity);
    totals.add(Direction.SENT, kind, Count.KEYFRAME_REQUESTS, keyFrameRequests);
    totals.add(Direction.SENT, kind, Count.KEYFRAMES, frames.keyFrames());
    totals.add(Direction.SENT, kind, Count.FRAMES, frames.frames());
    totals.add(drops);
  }

  /** Over about the last second. */
  long bitrateBps() {
    return rate.bitrateBps();
  }

  SubscriptionStatistics snapshot(
      int ssrc, SubscriptionState state, LayerReport layer, long roundTripNanos) {
    Codec codec = lastRoute == null ? null : lastRoute.codec();
    return new SubscriptionStatistics(
        kind,
        codec,
        Integer.toUnsignedLong(ssrc),
        state,
        packets,
        bytes,
        rate.bitrateBps(),
        cumulativeLost,
        fractionLost(),
        jitterMillis,
        roundTripNanos / 1e6,
        nacked,
        retransmitted,
        parity,
        keyFrameRequests,
        frames.keyFrames(),
        frames.frames(),
        switches,
        layer,
        drops.snapshot());
  }
}

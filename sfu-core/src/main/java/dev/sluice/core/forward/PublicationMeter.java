package dev.sluice.core.forward;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;

/** What is counted of a publication, on its loop. */
public final class PublicationMeter {

  private final MediaKind kind;
  private final RateMeter rate = new RateMeter();
  private final DropCounters drops = new DropCounters();
  private final FrameCounter frames = new FrameCounter();

  private long packets;
  private long bytes;
  private long retransmitted;
  private long nackedByForgottenStreams;
  private long roundTripNanos;
  long keyFrameRequests;

  PublicationMeter(MediaKind kind) {
    this.kind = kind;
  }

  void count(RtpPacket rtp, FrameInfo frame) {
    packets++;
    bytes += rtp.length();
    frames.count(rtp.timestamp(), frame);
  }

  public void drop(DropReason reason) {
    drops.add(reason);
  }

  /** A packet came as a retransmission. */
  public void countRetransmission() {
    retransmitted++;
  }

  /** A stream is forgotten; its NACKs are not. */
  public void onStreamForgotten(RtpReceiver stream) {
    nackedByForgottenStreams += stream.nacked();
  }

  /** About once a second. */
  public void sample(long roundTripNanos, long nowNanos) {
    this.roundTripNanos = roundTripNanos;
    rate.sample(bytes, nowNanos);
  }

  PublicationStatistics snapshot(Codec codec, RtpReceiver stream) {
    return new PublicationStatistics(
        kind,
        codec,
        stream == null ? 0 : Integer.toUnsignedLong(stream.ssrc()),
        packets,
        bytes,
        rate.bitrateBps(),
        stream == null ? 0 : stream.statistics().lost(),
        stream == null ? 0 : stream.statistics().fractionLost() / 256.0,
        stream == null ? 0 : stream.statistics().jitterMillis(),
        roundTripNanos / 1e6,
        nackedByForgottenStreams + (stream == null ? 0 : stream.nacked()),
        retransmitted,
        keyFrameRequests,
        frames.keyFrames(),
        frames.frames(),
        drops.snapshot());
  }
}

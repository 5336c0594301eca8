package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.measure.FrameCompletion;
import dev.sluice.benchmarks.load.measure.FreezeDetector;
import dev.sluice.benchmarks.load.measure.LatencyMapping;
import dev.sluice.benchmarks.load.measure.SentPackets;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.rtp.Codec;
import java.util.Optional;

/** One stream that a viewer receives. */
final class ReceivedStream {

  /** Packets at a stream's beginning that are all decrypted. */
  private static final int ALL_DECRYPTED = 16;

  final int ssrc;
  final Codec codec;
  final NegotiatedMedia.Stream terms;
  final RtpReceiver receiver;

  /** Null where the publisher isn't one of this process. */
  final LatencyMapping mapping;

  /** Null for audio. */
  final FrameCompletion frames;

  final FreezeDetector freezes = new FreezeDetector();
  private final int decryptEvery;
  private long highest = -1;
  private long decrypted;
  private long repaired;

  ReceivedStream(
      int ssrc,
      Codec codec,
      NegotiatedMedia.Stream terms,
      Optional<SentPackets> sent,
      int decryptEvery,
      long nowNanos) {
    this.ssrc = ssrc;
    this.codec = codec;
    this.terms = terms;
    this.receiver = new RtpReceiver(ssrc, codec.kind(), terms.nack(), nowNanos);
    this.mapping = sent.map(LatencyMapping::new).orElse(null);
    this.frames = codec == Codec.VP8 ? new FrameCompletion() : null;
    this.decryptEvery = decryptEvery;
  }

  /** RFC 3551 for video, RFC 7587 section 4.1 for Opus. */
  int clockRateHz() {
    return codec == Codec.VP8 ? 90_000 : 48_000;
  }

  boolean waitsForKeyFrame() {
    return frames != null && frames.waitsForKeyFrame();
  }

  /** Whether this packet is one of those to be decrypted. */
  boolean isSample(long sequence) {
    if (decrypted < ALL_DECRYPTED || sequence % decryptEvery == 0 || waitsForKeyFrame()) {
      decrypted++;
      return true;
    }
    return false;
  }

  /** Takes note of a packet's number; whether packets before it are missing. */
  boolean leavesGap(long sequence) {
    boolean gap = highest >= 0 && sequence > highest + 1;
    highest = Math.max(highest, sequence);
    return gap;
  }

  void onRepaired() {
    repaired++;
  }

  /** Packets that the server numbered and that never came, not as retransmissions either. */
  long lost() {
    return receiver.statistics().lost() - repaired;
  }

  /** Packets that came, once each. */
  long received() {
    return receiver.statistics().received() + repaired;
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.SequenceUnwrapper;
import dev.sluice.core.rtp.TimestampUnwrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Reads one VP8 stream as the server sends it, before any network, and finds what must not be in
 * it: holes and jumps in its numbers, time that goes back, torn frames, frames of several layers,
 * deltas without their reference, retransmissions of something else.
 */
final class StreamConformance {

  private static final int MAX_FINDINGS = 20;

  /** What the server sends out of order, as it got it late, it sends within so many packets. */
  private static final int REORDER_PACKETS = 600;

  private static final long NEVER_SENT = -1;

  /** No camera predicts a frame from an older one. */
  private static final int REFERENCED_FRAMES = 64;

  private record Sent(
      long timestamp, boolean marker, FrameInfo info, FrameTag tag, boolean empty) {}

  private final int ssrc;
  private final int rtxSsrc;
  private final RtpPacket packet = new RtpPacket();
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final SequenceUnwrapper rtxSequences = new SequenceUnwrapper();
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
  private final TreeMap<Long, Sent> waiting = new TreeMap<>();
  private final CRC32C checksum = new CRC32C();
  private final long[] payloadSums = new long[1 << 16];
  private final List<String> findings = new ArrayList<>();
  private final List<String> jumps = new ArrayList<>();
  private final Set<Integer> framesSinceKey = new HashSet<>();

  private long expected = -1;
  private long highestRtx = -1;
  private Sent before;
  private FrameInfo lastFrame;
  private FrameTag shown;
  private long frames;

  StreamConformance(int ssrc, int rtxSsrc) {
    this.ssrc = ssrc;
    this.rtxSsrc = rtxSsrc;
    Arrays.fill(payloadSums, NEVER_SENT);
  }

  /** Takes in a packet of either SSRC as it leaves the server. */
  void onSent(byte[] bytes) {
    if (!packet.wrap(bytes, 0, bytes.length)) {
      find("malformed RTP");
    } else if (packet.ssrc() == rtxSsrc) {
      onRetransmission();
    } else if (packet.ssrc() == ssrc) {
      onMedia();
    }
  }

  private void onRetransmission() {
    long number = rtxSequences.unwrap(packet.sequenceNumber());
    if (highestRtx >= 0 && number != highestRtx + 1) {
      find("RTX numbers jump from " + highestRtx + " to " + number);
    }
    highestRtx = number;
    if (packet.payloadLength() < Rtx.ORIGINAL_SEQUENCE_NUMBER_LENGTH) {
      return;
    }
    int original = NetworkBytes.getUnsigned16(packet.buffer(), packet.payloadOffset());
    if (payloadSums[original] == NEVER_SENT) {
      find("retransmission of " + original + ", which was never sent");
    } else if (payloadSums[original] != sum(Rtx.ORIGINAL_SEQUENCE_NUMBER_LENGTH)) {
      find("retransmission of " + original + " with another payload");
    }
  }

  private long sum(int skipped) {
    checksum.reset();
    checksum.update(
        packet.buffer(), packet.payloadOffset() + skipped, packet.payloadLength() - skipped);
    return checksum.getValue();
  }

  private void onMedia() {
    long sequence = sequences.unwrap(packet.sequenceNumber());
    payloadSums[packet.sequenceNumber()] = sum(0);
    if (expected < 0) {
      expected = sequence;
    }
    if (sequence < expected || waiting.containsKey(sequence)) {
      find("sequence number " + sequence + " sent twice");
      return;
    }
    FrameInfo info = new FrameInfo();
    boolean empty = packet.payloadLength() == 0;
    if (!empty
        && !PayloadDescriptor.of(Codec.VP8)
            .read(
                packet.buffer(),
                packet.payloadOffset(),
                packet.payloadLength(),
                packet.marker(),
                info)) {
      find("malformed VP8 descriptor at " + sequence);
      empty = true;
    }
    FrameTag tag =
        FrameTag.readBefore(
            packet.buffer(),
            packet.payloadOffset(),
            packet.payloadOffset() + packet.payloadLength());
    waiting.put(
        sequence,
        new Sent(timestamps.unwrap(packet.timestamp()), packet.marker(), info, tag, empty));
    while (!waiting.isEmpty()) {
      if (waiting.firstKey() != expected) {
        if (waiting.size() < REORDER_PACKETS) {
          return;
        }
        find("hole in sequence numbers from " + expected + " to " + waiting.firstKey());
        expected = waiting.firstKey();
      }
      check(waiting.pollFirstEntry().getValue(), expected);
      expected++;
    }
  }

  private void check(Sent now, long sequence) {
    if (now.empty()) {
      return;
    }
    if (now.tag() == null) {
      find("payload that no camera made at " + sequence);
      return;
    }
    boolean begins = before == null || before.marker();
    if (begins != now.info().startOfFrame) {
      find(
          (begins ? "frame without its beginning at " : "frame without its end before ")
              + sequence);
    }
    if (before != null) {
      long elapsed = now.timestamp() - before.timestamp();
      if (begins ? elapsed <= 0 : elapsed != 0) {
        find("timestamp moves by " + elapsed + " at " + sequence);
      }
    }
    if (now.info().startOfFrame) {
      checkFrame(now, sequence);
    } else if (before != null) {
      boolean follows =
          now.tag().sameFrame(before.tag()) && now.tag().index() == before.tag().index() + 1;
      if (!follows) {
        find("frame torn or mixed at " + sequence + ": " + before.tag() + ", " + now.tag());
      }
      if (now.info().pictureId != before.info().pictureId) {
        find("picture id changes within a frame at " + sequence);
      }
    }
    before = now;
  }

  private void checkFrame(Sent now, long sequence) {
    frames++;
    FrameInfo info = now.info();
    if (lastFrame != null) {
      checkNumbers(info, sequence);
    }
    FrameTag tag = now.tag();
    if (tag.index() != 0) {
      find("frame without its beginning at " + sequence);
    }
    if (tag.isKeyFrame()) {
      framesSinceKey.clear();
    } else if (shown == null
        || !tag.sameLayer(shown)
        || !framesSinceKey.contains(tag.reference())) {
      find("delta frame without its reference at " + sequence + ": " + tag + " after " + shown);
    }
    framesSinceKey.add(tag.frame());
    framesSinceKey.remove(tag.frame() - REFERENCED_FRAMES);
    shown = tag;
    lastFrame = info;
  }

  private void checkNumbers(FrameInfo info, long sequence) {
    if (info.pictureId >= 0 && lastFrame.pictureId >= 0) {
      int mask = info.pictureIdBits == 7 ? 0x7F : 0x7FFF;
      if (info.pictureId != ((lastFrame.pictureId + 1) & mask)) {
        jump("picture id", lastFrame.pictureId, info.pictureId, info.keyFrame, sequence);
      }
    }
    if (info.tl0PicIdx >= 0 && lastFrame.tl0PicIdx >= 0) {
      int step = info.temporalId == 0 ? 1 : 0;
      if (info.tl0PicIdx != ((lastFrame.tl0PicIdx + step) & 0xFF)) {
        jump("TL0PICIDX", lastFrame.tl0PicIdx, info.tl0PicIdx, info.keyFrame, sequence);
      }
    }
  }

  private void jump(String what, int from, int to, boolean keyFrame, long sequence) {
    String finding = what + " " + from + " then " + to + " at " + sequence;
    if (!keyFrame) {
      find(finding);
    } else if (jumps.size() < MAX_FINDINGS) {
      jumps.add(finding);
    }
  }

  private void find(String finding) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    }
  }

  /** What is wrong with the stream, the first things of it. */
  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Where VP8's running numbers jump at a keyframe: some decoders start anew, others stumble. */
  List<String> jumpsAtKeyFrames() {
    return List.copyOf(jumps);
  }

  /** Frames begun so far, without those that wait for a packet before them. */
  long frames() {
    return frames;
  }
}

package dev.sluice.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.CapturedStream;
import dev.sluice.core.rtp.CapturedStream.EncodedFrame;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A frame as its encoder tells of it, and what was read of each of its packets.
 *
 * @param packets one or more, in their order
 */
record ReadFrame(EncodedFrame encoded, List<FrameInfo> packets) {

  FrameInfo first() {
    return packets.getFirst();
  }

  FrameInfo last() {
    return packets.getLast();
  }

  /** Reads the payloads alone. */
  static List<ReadFrame> payloads(CapturedStream stream) {
    return read(stream, 0);
  }

  /** Reads the payloads, and then the dependency descriptors, which win. */
  static List<ReadFrame> described(CapturedStream stream) {
    assertThat(stream.descriptorId()).isPositive();
    return read(stream, stream.descriptorId());
  }

  /**
   * Every frame of the encoder with its packets: a picture's by their timestamp, a spatial layer's
   * by where they say that a frame begins.
   */
  private static List<ReadFrame> read(CapturedStream stream, int descriptorId) {
    DependencyDescriptor descriptor = new DependencyDescriptor();
    RtpPacket packet = new RtpPacket();
    List<ReadFrame> frames = new ArrayList<>();
    for (byte[] bytes : stream.packets()) {
      assertThat(packet.wrap(bytes, 0, bytes.length)).isTrue();
      assertThat(packet.payloadType()).isEqualTo(stream.payloadType());
      FrameInfo info = new FrameInfo();
      assertThat(
              PayloadDescriptor.of(stream.codec())
                  .read(
                      bytes, packet.payloadOffset(), packet.payloadLength(), packet.marker(), info))
          .isTrue();
      if (descriptorId > 0) {
        int value = packet.findExtension(descriptorId);
        assertThat(value).isPositive();
        assertThat(descriptor.read(bytes, value, packet.extensionLength(), info)).isTrue();
      }
      boolean newPicture =
          frames.isEmpty() || frames.getLast().encoded().timestamp() != packet.timestamp();
      if (newPicture || (stream.spatialLayers() > 1 && info.startOfFrame)) {
        assertThat(frames.size()).isLessThan(stream.frames().size());
        frames.add(new ReadFrame(stream.frames().get(frames.size()), new ArrayList<>()));
      }
      ReadFrame frame = frames.getLast();
      assertThat(packet.timestamp()).isEqualTo(frame.encoded().timestamp());
      assertThat(info.endOfPicture).isEqualTo(packet.marker());
      frame.packets().add(info);
    }
    assertThat(frames).hasSameSizeAs(stream.frames());
    return frames;
  }

  /** The encoder's frames by their ids. */
  static Map<Integer, EncodedFrame> byId(List<ReadFrame> frames) {
    Map<Integer, EncodedFrame> byId = new HashMap<>();
    frames.forEach(frame -> byId.put(frame.encoded().id(), frame.encoded()));
    return byId;
  }
}

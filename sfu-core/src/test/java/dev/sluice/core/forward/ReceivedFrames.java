package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.DependencyDescriptor;
import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a viewer's decoder needs, by what is known of the frames that it was sent: whole frames,
 * everything that they refer to, and markers where pictures end.
 */
final class ReceivedFrames {

  /** One frame received. */
  record Frame(int number, int spatialId, int temporalId, int timestamp, boolean keyFrame) {}

  private final List<Frame> frames = new ArrayList<>();

  /** Tells which frame a received packet is of, and what that refers to. */
  @FunctionalInterface
  interface Describer {
    void describe(RtpPacket received, FrameInfo out);
  }

  /**
   * By the dependency descriptors that the viewer was sent.
   *
   * @param descriptorId of their header extension
   * @throws AssertionError where a decoder could not go on
   */
  ReceivedFrames(int descriptorId, List<RtpPacket> packets) {
    this(packets, byDescriptor(descriptorId));
  }

  private static Describer byDescriptor(int id) {
    DependencyDescriptor reader = new DependencyDescriptor();
    return (packet, out) -> {
      int at = packet.findExtension(id);
      assertThat(at).isPositive();
      assertThat(reader.read(packet.buffer(), at, packet.extensionLength(), out)).isTrue();
    };
  }

  /** As above, by what somebody else knows of the frames. */
  ReceivedFrames(List<RtpPacket> packets, Describer describer) {
    FrameInfo frame = new FrameInfo();
    Set<Integer> received = new HashSet<>();
    RtpPacket before = null;
    boolean inFrame = false;
    int number = -1;
    for (RtpPacket packet : packets) {
      frame.clear();
      describer.describe(packet, frame);
      assertThat(frame.startOfFrame).as("frames are whole").isEqualTo(!inFrame);
      if (before != null) {
        assertThat(packet.sequenceNumber()).isEqualTo((before.sequenceNumber() + 1) & 0xFFFF);
        assertThat(before.marker())
            .as("the marker ends the picture, number " + packet.sequenceNumber())
            .isEqualTo(packet.timestamp() != before.timestamp());
      }
      if (frame.startOfFrame) {
        number = frame.frameNumber;
        for (int i = 0; i < Long.SIZE; i++) {
          if ((frame.references >> i & 1) != 0) {
            assertThat(received)
                .as(
                    "what frame %d, layer %d.%d, refers to",
                    number, frame.spatialId, frame.temporalId)
                .contains((number - i - 1) & 0xFFFF);
          }
        }
        frames.add(
            new Frame(
                number, frame.spatialId, frame.temporalId, packet.timestamp(), frame.keyFrame));
      }
      assertThat(frame.frameNumber).isEqualTo(number);
      inFrame = !frame.endOfFrame;
      if (frame.endOfFrame) {
        received.add(number);
      }
      before = packet;
    }
    assertThat(inFrame).isFalse();
    assertThat(before).isNotNull();
    assertThat(before.marker()).isTrue();
  }

  List<Frame> frames() {
    return frames;
  }

  /** How many are of a layer. */
  long count(int spatial, int temporal) {
    return frames.stream()
        .filter(frame -> frame.spatialId() == spatial && frame.temporalId() == temporal)
        .count();
  }
}

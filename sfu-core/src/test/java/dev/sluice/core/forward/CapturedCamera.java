package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.DependencyDescriptor;
import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.rtp.CapturedStream;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.session.TestLoop;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import dev.sluice.core.session.World;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A capture's video, published as it was sent, and one viewer who is given layers of it. */
final class CapturedCamera {

  /** The viewer's; so high that it asks for the form that has room for long values. */
  private static final int DEPENDENCY_DESCRIPTOR = 16;

  private final World world = new World();
  private final TestPeer publisher;
  private final TestPeer viewer;
  private final Publication publication;
  private final Subscription subscription;
  private final CapturedStream stream;
  private final List<byte[]> packets;
  private final DependencyDescriptor descriptor = new DependencyDescriptor();
  private int nextSource;

  /**
   * @param described whether the publisher's dependency descriptors were negotiated
   * @param descriptions whether the viewer's were
   */
  CapturedCamera(CapturedStream stream, boolean described, boolean descriptions) {
    this.stream = stream;
    packets = stream.packets();
    RtpPacket packet = new RtpPacket();
    packet.wrap(packets.getFirst(), 0, packets.getFirst().length);
    TestLoop loop = world.newLoop();
    publisher = world.newPeer(loop);
    viewer = world.newPeer(loop);
    publication =
        publisher
            .session()
            .publish(
                TestMedia.parameters(
                    "0",
                    List.of(
                        TestMedia.video(
                            stream.codec(), stream.payloadType(), -1, TestMedia.VIDEO_FEEDBACK)),
                    extensions(described, stream.descriptorId()),
                    packet.ssrc(),
                    0));
    subscription =
        viewer
            .session()
            .subscribe(
                TestMedia.parameters(
                    "2",
                    List.of(TestMedia.video(stream.codec(), 120, 121, TestMedia.VIDEO_FEEDBACK)),
                    extensions(descriptions, DEPENDENCY_DESCRIPTOR),
                    5000,
                    5001));
    subscription.play(publication);
    world.settle();
  }

  private static Map<HeaderExtension, Integer> extensions(boolean described, int id) {
    return described ? Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, id) : Map.of();
  }

  /** Makes every payload nonsense, as if it were encrypted end to end. */
  CapturedCamera scrambled() {
    RtpPacket packet = new RtpPacket();
    for (byte[] bytes : packets) {
      packet.wrap(bytes, 0, bytes.length);
      Arrays.fill(bytes, packet.payloadOffset(), bytes.length, (byte) 0xFF);
    }
    return this;
  }

  /** The first packet from {@code index} on that begins a picture. */
  int pictureAfter(int index) {
    int at = index;
    while ((packets.get(at - 1)[1] & 0x80) == 0) {
      at++;
    }
    return at;
  }

  /** How many pictures end before a packet. */
  int picturesBefore(int index) {
    return (int) packets.stream().limit(index).filter(bytes -> (bytes[1] & 0x80) != 0).count();
  }

  int packets() {
    return packets.size();
  }

  /** The viewer is to have these layers and all below. */
  void choose(int spatial, int temporal) {
    subscription
        .selection()
        .choose(
            new Ladder.Step(
                publication.encodings().getFirst(), spatial, temporal, world.nowNanos()),
            LayerReason.PREFERENCE,
            false,
            world.nowNanos());
    world.settle();
  }

  void send(int index) {
    publisher.send(packets.get(index).clone());
    world.skipMillis(1);
  }

  void sendAll() {
    for (int i = 0; i < packets.size(); i++) {
      send(i);
    }
  }

  /** What the viewer has got, by the dependency descriptors that it was sent. */
  ReceivedFrames received() {
    return received(viewer.takeRtp());
  }

  /** As above, of packets taken before. */
  ReceivedFrames received(List<RtpPacket> sent) {
    return new ReceivedFrames(DEPENDENCY_DESCRIPTOR, sent);
  }

  /** What the viewer has got, by what the publisher's encoder says of it. */
  ReceivedFrames receivedOfEncoder() {
    return new ReceivedFrames(viewer.takeRtp(), this::describe);
  }

  /** By the capture's descriptor; where it has none, there is one frame a picture. */
  private void describe(RtpPacket sent, FrameInfo out) {
    int index = sourceOf(sent);
    RtpPacket source = source(index);
    if (stream.descriptorId() > 0) {
      int at = source.findExtension(stream.descriptorId());
      assertThat(at).isPositive();
      assertThat(descriptor.read(source.buffer(), at, source.extensionLength(), out)).isTrue();
      return;
    }
    CapturedStream.EncodedFrame frame =
        stream.frames().stream()
            .filter(encoded -> encoded.timestamp() == source.timestamp())
            .findFirst()
            .orElseThrow();
    out.startOfFrame = index == 0 || (packets.get(index - 1)[1] & 0x80) != 0;
    out.endOfFrame = source.marker();
    out.keyFrame = out.startOfFrame && frame.key();
    out.frameNumber = frame.id();
    out.spatialId = frame.spatialId();
    out.temporalId = frame.temporalId();
    for (int id : frame.dependencies()) {
      out.references |= 1L << (frame.id() - id - 1);
    }
  }

  /**
   * The packet of the capture that the viewer was sent as this one, from the one before on: what it
   * carries is unique, but for the parameter sets of H.264.
   */
  private int sourceOf(RtpPacket sent) {
    RtpPacket source = new RtpPacket();
    for (int i = nextSource; i < packets.size(); i++) {
      source.wrap(packets.get(i), 0, packets.get(i).length);
      // Picture ids before it may have been rewritten.
      int numbers = Math.min(6, sent.payloadLength());
      if (source.payloadLength() == sent.payloadLength()
          && Arrays.equals(
              source.buffer(),
              source.payloadOffset() + numbers,
              source.payloadOffset() + source.payloadLength(),
              sent.buffer(),
              sent.payloadOffset() + numbers,
              sent.payloadOffset() + sent.payloadLength())) {
        nextSource = i + 1;
        return i;
      }
    }
    throw new AssertionError("Nothing that was published behind the packet before");
  }

  /** The capture's packet that the viewer was sent as this one. */
  RtpPacket source(RtpPacket sent) {
    return source(sourceOf(sent));
  }

  private RtpPacket source(int index) {
    RtpPacket source = new RtpPacket();
    source.wrap(packets.get(index), 0, packets.get(index).length);
    return source;
  }

  TestPeer publisher() {
    return publisher;
  }

  TestPeer viewer() {
    return viewer;
  }
}

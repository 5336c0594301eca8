package dev.sluice.core.forward;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.WireBytes;
import dev.sluice.core.session.TestLoop;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import dev.sluice.core.session.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A capture's video, published as it was sent, and one viewer who is given layers of it. */
final class CapturedCamera {

  /** The ids of the capture's offer; see captures/README.md. */
  static final int DEPENDENCY_DESCRIPTOR = 16;

  private final World world = new World();
  private final TestPeer publisher;
  private final TestPeer viewer;
  private final Publication publication;
  private final Subscription subscription;
  private final List<byte[]> packets = new ArrayList<>();

  /**
   * @param described whether the publisher's dependency descriptors were negotiated
   * @param descriptions whether the viewer's were
   */
  CapturedCamera(
      Codec codec, String name, int payloadType, boolean described, boolean descriptions) {
    RtpPacket packet = new RtpPacket();
    for (byte[] bytes : WireBytes.capture("chromium-" + name + ".rtp")) {
      packet.wrap(bytes, 0, bytes.length);
      if (packet.payloadType() == payloadType && packet.payloadLength() > 0) {
        packets.add(bytes);
      }
    }
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
                    List.of(TestMedia.video(codec, payloadType, -1, TestMedia.VIDEO_FEEDBACK)),
                    extensions(described),
                    packet.ssrc(),
                    0));
    subscription =
        viewer
            .session()
            .subscribe(
                TestMedia.parameters(
                    "2",
                    List.of(TestMedia.video(codec, 120, 121, TestMedia.VIDEO_FEEDBACK)),
                    extensions(descriptions),
                    5000,
                    5001));
    subscription.play(publication);
    world.settle();
  }

  private static Map<HeaderExtension, Integer> extensions(boolean described) {
    return described
        ? Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, DEPENDENCY_DESCRIPTOR)
        : Map.of();
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

  int packets() {
    return packets.size();
  }

  byte[] packet(int index) {
    return packets.get(index);
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

  /** The packet of the capture that the viewer was sent as this one: what it carries is unique. */
  RtpPacket sourceOf(RtpPacket sent) {
    RtpPacket source = new RtpPacket();
    for (byte[] bytes : packets) {
      source.wrap(bytes, 0, bytes.length);
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
        return source;
      }
    }
    throw new AssertionError("Nothing that was published");
  }

  TestPeer publisher() {
    return publisher;
  }

  TestPeer viewer() {
    return viewer;
  }
}

package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.NetworkBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a peer sends, it gets nothing but a counted drop. */
class RtpSessionFuzzTest {

  private final World world = new World();
  private final TestPeer peer = world.newPeer(world.newLoop());

  private void talkToItself() {
    var extensions =
        Map.of(
            HeaderExtension.MID, 4,
            HeaderExtension.TRANSPORT_CC, 3,
            HeaderExtension.DEPENDENCY_DESCRIPTOR, 12,
            HeaderExtension.VIDEO_LAYERS_ALLOCATION, 13);
    var video =
        peer.session()
            .publish(
                TestMedia.parameters(
                    "0",
                    List.of(
                        TestMedia.vp8(96, 97),
                        TestMedia.video(Codec.AV1, 45, 46, TestMedia.VIDEO_FEEDBACK)),
                    extensions,
                    1000,
                    1001));
    var audio =
        peer.session()
            .publish(
                TestMedia.parameters(
                    "1",
                    List.of(TestMedia.audio(Codec.RED, 63), TestMedia.opus(111)),
                    extensions,
                    2000,
                    0));
    peer.session().subscribe(TestMedia.receivedVideo()).play(video);
    peer.session().subscribe(TestMedia.receivedAudio()).play(audio);
    world.settle();
  }

  /** Datagrams one behind the other: one byte tells RTCP from RTP, two bytes the length. */
  @FuzzTest
  void anyDatagramsAreSurvived(byte[] data) {
    talkToItself();
    int at = 0;
    while (data.length - at >= 3) {
      boolean rtcp = (data[at] & 1) != 0;
      int length = Math.min(NetworkBytes.getUnsigned16(data, at + 1), data.length - at - 3);
      byte[] datagram = Arrays.copyOfRange(data, at + 3, at + 3 + length);
      receive(rtcp, datagram);
      at += 3 + length;
    }
  }

  private void receive(boolean rtcp, byte[] datagram) {
    if (rtcp) {
      peer.session().onRtcp(datagram, 0, datagram.length, world.nowNanos());
    } else {
      peer.session().onRtp(datagram, 0, datagram.length, world.nowNanos());
    }
    world.passMillis(20);
    peer.forgetSent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsAlmostRightIsSurvivedToo(long seed) {
    talkToItself();
    Random random = new Random(seed);
    List<byte[]> rtp = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] mid = TestMedia.midElement(4, "0");
      byte[] wide = TestMedia.element(3, new byte[] {0, (byte) i});
      byte[] layers = TestMedia.element(13, new byte[] {1, 0x40, 0x5C, 0x7E});
      byte[] frame = TestMedia.frame(i, i * 3000, 1000, i % 10 == 0, i);
      rtp.add(frame);
      rtp.add(TestMedia.rtx(frame, 97, i, 1001));
      rtp.add(TestMedia.sound(i, i * 960, 2000, i));
      rtp.add(TestMedia.packet(63, false, 100 + i, i, 2000, wide, TestMedia.numbered(i)));
      rtp.add(TestMedia.packet(45, true, i, i, 42, mid, TestMedia.numbered(i)));
      byte[] payload = TestMedia.vp8Payload(true, false, i);
      rtp.add(TestMedia.packet(96, true, 100 + i, i * 3000, 1000, layers, payload));
    }
    List<byte[]> rtcp = List.of(reports(), feedback());
    for (int i = 0; i < 3000; i++) {
      boolean isRtcp = random.nextInt(3) == 0;
      List<byte[]> originals = isRtcp ? rtcp : rtp;
      byte[] original = originals.get(random.nextInt(originals.size()));
      byte[] mutated = Arrays.copyOf(original, original.length - random.nextInt(4) / 3);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      }
      receive(isRtcp, mutated);
    }

    var statistics = peer.session().statistics();
    world.settle();
    assertThat(statistics.join().drops()).isNotEmpty();
  }

  private static byte[] reports() {
    byte[] buffer = new byte[500];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    writer.senderReport(1000, 1L << 40, 3000, 5, 500);
    writer.reportBlock(5000, 1, 2, 3, 4, 5, 6);
    writer.sourceDescription(1000, new byte[] {'a'});
    writer.delaySinceReferenceTime(9, 1, 77, 88);
    writer.goodbye(1000);
    return Arrays.copyOf(buffer, writer.length());
  }

  private static byte[] feedback() {
    byte[] buffer = new byte[500];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    writer.nack(9, 5000, new int[] {1, 2, 30, 65_535}, 0, 4);
    writer.pictureLoss(9, 5000);
    writer.fullIntraRequest(9, 5000, 1);
    writer.bitrateEstimate(9, 1_000_000, new int[] {5000}, 1);
    return Arrays.copyOf(buffer, writer.length());
  }
}

package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A picture's packets that differ by a few bytes leave as long as each other, for one send. */
class EvenPacketsTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private int sequence;

  private void play(RtpParameters received) {
    Publication camera = publisher.session().publish(TestMedia.publishedVideo());
    viewer.session().subscribe(received).play(camera);
    world.settle();
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, 0, 0, 0, 0, 0, 0);
        });
  }

  /** One key frame in packets of these payload lengths, all there in one wake-up. */
  private List<RtpPacket> sendFrame(int... payloadLengths) {
    for (int i = 0; i < payloadLengths.length; i++) {
      byte[] vp8 = TestMedia.vp8Payload(i == 0, true, 0);
      byte[] payload = new byte[payloadLengths[i]];
      System.arraycopy(vp8, 0, payload, 0, vp8.length);
      payload[payload.length - 1] = (byte) i;
      boolean last = i == payloadLengths.length - 1;
      byte[] packet = TestMedia.packet(96, last, sequence++, 3000, 1000, new byte[0], payload);
      publisher.session().onRtp(packet, 0, packet.length, world.nowNanos());
    }
    world.settle();
    return viewer.takeRtp();
  }

  private static List<Integer> lengths(List<RtpPacket> packets) {
    List<Integer> lengths = new ArrayList<>();
    for (RtpPacket packet : packets) {
      lengths.add(packet.length());
    }
    return lengths;
  }

  @Test
  void packetsThatDifferByAByteArePaddedToTheLongest() {
    play(TestMedia.receivedVideo());

    List<RtpPacket> sent = sendFrame(1000, 1000, 1001, 1001);

    assertThat(lengths(sent)).hasSize(4).containsOnly(sent.getLast().length());
    assertThat(sent).extracting(RtpPacket::paddingLength).containsExactly(1, 1, 0, 0);
    assertThat(sent).extracting(RtpPacket::payloadLength).containsExactly(1000, 1000, 1001, 1001);
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aMuchShorterLastPacketStaysAsItIs() {
    play(TestMedia.receivedVideo());

    assertThat(sendFrame(1000, 1000, 300)).extracting(RtpPacket::paddingLength).containsOnly(0);
  }

  @Test
  void whatCameInAnotherWakeUpSetsNoMeasure() {
    play(TestMedia.receivedVideo());
    sendFrame(1002);

    assertThat(sendFrame(1000)).extracting(RtpPacket::paddingLength).containsExactly(0);
  }

  @Test
  void whatMustBeRepeatedBitByBitIsNotPadded() {
    play(
        TestMedia.parameters(
            "2",
            List.of(TestMedia.video(Codec.VP8, 120, -1, EnumSet.of(RtcpFeedback.NACK))),
            Map.of(),
            5000,
            0));

    assertThat(sendFrame(1000, 1001)).extracting(RtpPacket::paddingLength).containsOnly(0);
  }

  @Test
  void whatGoesToAViewerThatLosesPacketsIsNotPadded() {
    play(TestMedia.receivedVideo());
    sendFrame(1000);
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, 26, 0, 0, 0, 0, 0);
        });

    assertThat(sendFrame(1000, 1001)).extracting(RtpPacket::paddingLength).containsOnly(0);
  }
}

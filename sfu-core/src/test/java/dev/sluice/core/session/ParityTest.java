package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which viewers are sent parity (RFC 8627) along with their video. */
class ParityTest {

  private static final int PARITY_SSRC = 5002;
  private static final int PARITY_PAYLOAD_TYPE = 122;

  private static final int LOSSY = 26;
  private static final int FAR_MILLIS = 100;
  private static final int NEAR_MILLIS = 20;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private int sequence;

  @BeforeEach
  void play() {
    Publication camera = publisher.session().publish(TestMedia.publishedVideo());
    RtpParameters video =
        TestMedia.parameters(
            "2",
            List.of(TestMedia.video(Codec.VP8, 120, 121, EnumSet.of(RtcpFeedback.NACK))),
            Map.of(),
            5000,
            5001);
    viewer
        .session()
        .subscribe(TestMedia.withParity(video, PARITY_PAYLOAD_TYPE, PARITY_SSRC))
        .play(camera);
    world.settle();
    sendPicture(500);
    viewer.takeRtp();
  }

  private void report(int fractionLost, int roundTripMillis) {
    long echoed = world.unixNanos() - roundTripMillis * 1_000_000L;
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(
              5000, fractionLost, 1, 1, 0, NtpTime.compact(NtpTime.ofUnixNanos(echoed)), 0);
        });
  }

  /** In ten packets; returns those of parity that the viewer gets with them. */
  private List<RtpPacket> sendPicture(int payloadLength) {
    int timestamp = 3000 * sequence;
    for (int i = 0; i < 10; i++) {
      byte[] vp8 = TestMedia.vp8Payload(i == 0, true, 0);
      byte[] payload = new byte[payloadLength];
      System.arraycopy(vp8, 0, payload, 0, vp8.length);
      byte[] packet =
          TestMedia.packet(96, i == 9, sequence++, timestamp, 1000, new byte[0], payload);
      publisher.session().onRtp(packet, 0, packet.length, world.nowNanos());
    }
    world.settle();
    return viewer.takeRtp().stream().filter(packet -> packet.ssrc() == PARITY_SSRC).toList();
  }

  @Test
  void aViewerFarAwayThatLosesPacketsGetsParity() {
    report(LOSSY, FAR_MILLIS);

    List<RtpPacket> parity = sendPicture(1000);

    assertThat(parity).isNotEmpty();
    assertThat(parity).extracting(RtpPacket::payloadType).containsOnly(PARITY_PAYLOAD_TYPE);
  }

  @Test
  void aViewerThatLosesNothingGetsNone() {
    report(0, FAR_MILLIS);

    assertThat(sendPicture(1000)).isEmpty();
  }

  @Test
  void aViewerNearbyGetsNone() {
    report(LOSSY, NEAR_MILLIS);

    assertThat(sendPicture(1000)).isEmpty();
  }

  @Test
  void packetsThatFillAnEthernetFrameHaveNoneForItWouldNotFit() {
    report(LOSSY, FAR_MILLIS);

    assertThat(sendPicture(1420)).isEmpty();
    assertThat(sendPicture(1380)).isNotEmpty();
  }
}

package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.midElement;
import static dev.sluice.core.session.TestMedia.numberOf;
import static dev.sluice.core.session.TestMedia.packet;
import static dev.sluice.core.session.TestMedia.vp8Payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which media section a packet belongs to: RFC 8843 section 9.2. */
class RoutingTest {

  private static final Map<HeaderExtension, Integer> MID_ONLY = Map.of(HeaderExtension.MID, 4);

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);

  /** Publishes a section and plays it to SSRC 5000 plus its MID. */
  private Publication publish(int mid, int payloadType, int ssrc) {
    Publication publication =
        publisher
            .session()
            .publish(
                TestMedia.parameters(
                    Integer.toString(mid),
                    List.of(TestMedia.vp8(payloadType, payloadType + 1)),
                    MID_ONLY,
                    ssrc,
                    ssrc == 0 ? 0 : ssrc + 1));
    viewer
        .session()
        .subscribe(
            TestMedia.parameters(
                "v" + mid, List.of(TestMedia.vp8(120, 121)), Map.of(), 5000 + mid, 0))
        .play(publication);
    world.settle();
    return publication;
  }

  private static byte[] key(int payloadType, int ssrc, byte[] elements) {
    return packet(payloadType, true, 1, 0, ssrc, elements, vp8Payload(true, true, 1));
  }

  private int receivingSsrc() {
    List<RtpPacket> sent = viewer.takeRtp();
    return sent.isEmpty() ? 0 : sent.getFirst().ssrc();
  }

  @Test
  void anAnnouncedSsrcLeadsToItsSection() {
    publish(0, 96, 1000);
    publish(1, 96, 1100);

    publisher.send(key(96, 1100, new byte[0]));

    assertThat(receivingSsrc()).isEqualTo(5001);
  }

  @Test
  void theMidLeadsAnUnknownSsrcToItsSection() {
    publish(0, 96, 0);
    publish(1, 96, 0);

    publisher.send(key(96, 42, midElement(4, "1")));

    assertThat(receivingSsrc()).isEqualTo(5001);
  }

  @Test
  void onceLearntTheMidIsNotNeededAnyMore() {
    publish(0, 96, 0);
    publish(1, 96, 0);
    publisher.send(key(96, 42, midElement(4, "1")));
    viewer.forgetSent();

    publisher.send(packet(96, true, 2, 3000, 42, new byte[0], vp8Payload(true, false, 2)));

    assertThat(receivingSsrc()).isEqualTo(5001);
  }

  @Test
  void aPayloadTypeOfOneSectionOnlyLeadsThere() {
    publish(0, 96, 0);
    publish(1, 100, 0);

    publisher.send(key(100, 42, new byte[0]));

    assertThat(receivingSsrc()).isEqualTo(5001);
  }

  @Test
  void aPayloadTypeOfTwoSectionsLeadsNowhere() throws Exception {
    publish(0, 96, 0);
    publish(1, 96, 0);

    publisher.send(key(96, 42, new byte[0]));

    assertThat(receivingSsrc()).isZero();
    assertDropped(DropReason.UNKNOWN_SSRC, 1);
  }

  @Test
  void anUnknownMidLeadsNowhere() throws Exception {
    publish(0, 96, 0);

    publisher.send(key(96, 42, midElement(4, "9")));

    assertDropped(DropReason.UNKNOWN_SSRC, 1);
  }

  @Test
  void aPayloadTypeThatIsNotNegotiatedTeachesNothing() throws Exception {
    publish(0, 96, 0);

    publisher.send(key(77, 42, midElement(4, "0")));

    assertDropped(DropReason.UNKNOWN_PAYLOAD_TYPE, 1);
  }

  @Test
  void anUnknownRtxSsrcRepairsTheNewestStreamOfItsSection() {
    publish(0, 96, 0);
    publisher.send(key(96, 42, midElement(4, "0")));
    publisher.send(packet(96, true, 3, 6000, 42, new byte[0], vp8Payload(true, false, 3)));

    byte[] lost = packet(96, true, 2, 3000, 42, new byte[0], vp8Payload(true, false, 2));
    publisher.send(TestMedia.rtx(lost, 97, 500, 43));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).hasSize(3);
    assertThat(numberOf(sent.get(2))).isEqualTo(2);
  }

  @Test
  void retransmissionsBeforeTheirStreamAreDropped() throws Exception {
    publish(0, 96, 1000);
    byte[] lost = packet(96, true, 2, 3000, 1000, new byte[0], vp8Payload(true, false, 2));

    publisher.send(TestMedia.rtx(lost, 97, 500, 1001));

    assertDropped(DropReason.RTX_WITHOUT_ORIGINAL, 1);
  }

  @Test
  void aPeerCanTeachOnlySoManySsrcs() throws Exception {
    publish(0, 96, 0);

    for (int ssrc = 1; ssrc <= 70; ssrc++) {
      publisher.send(key(96, ssrc, midElement(4, "0")));
    }

    assertDropped(DropReason.TOO_MANY_SSRCS, 6);
  }

  @Test
  void aStreamLongSilentMakesRoom() throws Exception {
    publish(0, 96, 0);
    for (int ssrc = 1; ssrc <= 64; ssrc++) {
      publisher.send(key(96, ssrc, midElement(4, "0")));
    }
    viewer.forgetSent();
    world.skipMillis(11_000);

    publisher.send(key(96, 65, midElement(4, "0")));

    assertThat(receivingSsrc()).isEqualTo(5000);
  }

  @Test
  void aClosedSectionsSsrcsAreForgotten() throws Exception {
    Publication publication = publish(0, 96, 1000);
    publisher.send(key(96, 1000, new byte[0]));

    publication.close();
    world.settle();
    publisher.send(key(96, 1000, new byte[0]));

    assertDropped(DropReason.UNKNOWN_SSRC, 1);
  }

  private void assertDropped(DropReason reason, long count) throws Exception {
    var statistics = publisher.session().statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(reason, count);
  }
}

package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.numberOf;
import static dev.sluice.core.session.TestMedia.rtx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loss repaired on both sides: RFC 4585 section 6.2.1 and RFC 4588. */
class RetransmissionTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private void play() {
    video.play(camera);
    world.settle();
  }

  private List<Integer> nacked() {
    List<Integer> lost = new ArrayList<>();
    publisher.each(
        RtcpKind.NACK,
        reader -> {
          for (int next = reader.nack().nextLost(); next >= 0; next = reader.nack().nextLost()) {
            lost.add(next);
          }
        });
    return lost;
  }

  private void nack(List<Integer> lost) {
    nack(lost.stream().mapToInt(Integer::intValue).toArray());
  }

  private void nack(int... lost) {
    viewer.sendRtcp(writer -> writer.nack(77, 5000, lost, 0, lost.length));
  }

  @Test
  void aGapIsAskedForAfterALittleWhile() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(4, 9000, 1000, false, 4));
    assertThat(nacked()).isEmpty();

    world.passMillis(20);

    assertThat(nacked()).containsExactly(2, 3);
  }

  @Test
  void reorderingIsNotAskedFor() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(3, 6000, 1000, false, 3));
    publisher.send(frame(2, 3000, 1000, false, 2));

    world.passMillis(100);

    assertThat(nacked()).isEmpty();
  }

  @Test
  void aRetransmissionFillsTheGapAndIsForwardedUnderItsNumber() throws Exception {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(3, 6000, 1000, false, 3));
    world.passMillis(20);
    publisher.send(rtx(frame(2, 3000, 1000, false, 2), 97, 800, 1001));
    publisher.forgetSent();
    world.passMillis(300);

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 3, 2);
    int first = sent.get(0).sequenceNumber();
    assertThat(sent.get(2).sequenceNumber()).isEqualTo(first + 1);
    assertThat(sent.get(2).timestamp() - sent.get(0).timestamp()).isEqualTo(3000);
    assertThat(sent.get(2).payloadType()).isEqualTo(120);
    assertThat(nacked()).isEmpty();
    var statistics = camera.statistics();
    world.settle();
    assertThat(statistics.get().retransmitted()).isEqualTo(1);
    assertThat(statistics.get().nacks()).isEqualTo(1);
  }

  @Test
  void whileTheLoopIsBehindNacksAreCountedAndAfterwardsAnswered() throws Exception {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    int number = viewer.takeRtp().getFirst().sequenceNumber();
    loop.setBehind(true);
    nack(number);
    assertThat(viewer.takeRtp()).isEmpty();
    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.LOOP_OVERLOADED, 1L);

    loop.setBehind(false);
    nack(number);

    assertThat(viewer.takeRtp()).extracting(RtpPacket::ssrc).contains(5001);
  }

  @Test
  void aRetransmissionOfWhatArrivedIsDropped() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(rtx(frame(1, 0, 1000, true, 1), 97, 800, 1001));

    assertThat(viewer.takeRtp()).hasSize(1);
  }

  @Test
  void theLostEndOfAPictureIsAskedForBeforeTheNextPictureShowsTheGap() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(3, 6000, 1000, false, 3));
    publisher.send(frame(2, 3000, 1000, false, 2));
    publisher.send(part(4, false, 9000));
    world.passMillis(20);
    assertThat(nacked()).containsExactly(5);

    publisher.send(rtx(part(5, true, 9000), 97, 800, 1001));
    publisher.send(part(5, true, 9000));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(1, 3, 2, 4, 5);
  }

  private static byte[] part(int number, boolean last, int timestamp) {
    return TestMedia.packet(
        96, last, number, timestamp, 1000, new byte[0], TestMedia.vp8Payload(!last, false, number));
  }

  @Test
  void aViewersRequestIsAnsweredAsRtx() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    List<RtpPacket> sent = viewer.takeRtp();

    nack(sent.get(1).sequenceNumber());

    RtpPacket again = viewer.takeRtp().getFirst();
    assertThat(again.ssrc()).isEqualTo(5001);
    assertThat(again.payloadType()).isEqualTo(121);
    assertThat(again.timestamp()).isEqualTo(sent.get(1).timestamp());
    assertThat(again.marker()).isTrue();
    assertThat(NetworkBytes.getUnsigned16(again.buffer(), again.payloadOffset()))
        .isEqualTo(sent.get(1).sequenceNumber());
    assertThat(numberOf(again)).isEqualTo(2);
  }

  @Test
  void rtxHasSequenceNumbersOfItsOwn() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    List<RtpPacket> sent = viewer.takeRtp();

    nack(sent.get(1).sequenceNumber());
    nack(sent.get(0).sequenceNumber());

    List<RtpPacket> again = viewer.takeRtp();
    assertThat(again.get(1).sequenceNumber()).isEqualTo(again.get(0).sequenceNumber() + 1);
  }

  @Test
  void thePacketAfterASkippedOneIsFoundUnderTheViewersNumber() {
    play();
    byte[] padding = TestMedia.packet(96, false, 2, 0, 1000, new byte[0], new byte[4]);
    padding[0] |= 0x20;
    padding[padding.length - 1] = 4;
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(padding);
    publisher.send(frame(3, 3000, 1000, false, 3));
    List<RtpPacket> sent = viewer.takeRtp();

    nack(sent.get(0).sequenceNumber(), sent.get(1).sequenceNumber());

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(1, 1, 3, 3);
  }

  @Test
  void theSameRequestWithinARoundTripIsAnsweredOnceWithTwoRepairs() throws Exception {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    int number = viewer.takeRtp().getFirst().sequenceNumber();

    nack(number);
    nack(number);
    assertThat(viewer.takeRtp()).hasSize(2);
    world.skipMillis(60);
    nack(number);
    assertThat(viewer.takeRtp()).hasSize(2);

    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().nacks()).isEqualTo(3);
    assertThat(statistics.get().retransmitted()).isEqualTo(4);
    assertThat(statistics.get().drops()).containsEntry(DropReason.RETRANSMITTED_RECENTLY, 1L);
  }

  @Test
  void overALinkThatIsTooNarrowARepairGoesOutOnce() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    int number = viewer.takeRtp().getFirst().sequenceNumber();
    viewer.session().setDesiredBps(1_000_000);
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.bitrateEstimate(77, 200_000, new int[] {5000}, 1);
        });

    nack(number);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(1);
  }

  @Test
  void whatWasNeverSentIsNotFound() throws Exception {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    int number = viewer.takeRtp().getFirst().sequenceNumber();

    nack(number - 1, number + 1);

    assertThat(viewer.takeRtp()).isEmpty();
    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.RETRANSMISSION_NOT_FOUND, 2L);
  }

  /**
   * Sends more pictures than are kept, of which the first is a keyframe, and one more is; returns
   * the viewer's numbers of them all.
   */
  private List<Integer> sendMany(int newestKeyFrame) {
    play();
    for (int i = 0; i < 1200; i++) {
      publisher.send(frame(1 + i, 3000 * i, 1000, i == 0 || i == newestKeyFrame, i));
    }
    world.passMillis(1000);
    publisher.forgetSent();
    return viewer.takeRtp().stream().map(RtpPacket::sequenceNumber).toList();
  }

  @Test
  void whoMissesWhatCannotBeHadAnyMoreGetsAKeyframeInsteadOfTheRest() throws Exception {
    List<Integer> numbers = sendMany(0);

    nack(numbers.subList(1, 11));
    nack(numbers.getLast());

    assertThat(viewer.takeRtp()).isEmpty();
    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.RETRANSMISSION_USELESS, 2L);
  }

  @Test
  void aFewPacketsThatCannotBeHadAnyMoreAreNotWorthAKeyframe() {
    List<Integer> numbers = sendMany(0);

    for (int i = 1; i < 50; i += 2) {
      nack(numbers.get(i));
    }
    nack(numbers.getLast());

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isZero();
    assertThat(viewer.takeRtp()).isNotEmpty();
  }

  @Test
  void thatKeyframeIsSentAgainWhereItGetsLost() {
    List<Integer> numbers = sendMany(0);
    nack(numbers.subList(1, 11));

    publisher.send(frame(1201, 3000 * 1200, 1000, true, 1200));
    nack(viewer.takeRtp().getFirst().sequenceNumber());

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).contains(1200);
  }

  @Test
  void whoMissesWhatCameBeforeTheNewestKeyframeGetsNoOther() {
    List<Integer> numbers = sendMany(1150);

    nack(numbers.subList(1, 11));

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isZero();
  }

  @Test
  void whatThePublisherMayYetSendAgainIsNotGivenUp() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(22, 3000 * 21, 1000, false, 22));
    int first = viewer.takeRtp().getFirst().sequenceNumber();
    world.passMillis(1000);
    publisher.forgetSent();

    nack(IntStream.range(first + 1, first + 21).boxed().toList());

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isZero();
  }

  @Test
  void whatAViewerWaitedThroughIsFoundOnceItsKeyframeCame() {
    play();
    // The keyframe's first packet comes last.
    publisher.send(
        TestMedia.packet(96, true, 2, 0, 1000, new byte[0], TestMedia.vp8Payload(false, true, 2)));
    publisher.send(
        TestMedia.packet(96, false, 1, 0, 1000, new byte[0], TestMedia.vp8Payload(true, true, 1)));
    publisher.send(frame(3, 3000, 1000, false, 3));
    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 3);

    nack(sent.get(0).sequenceNumber() + 1);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(2, 2);
  }

  @Test
  void withoutRtxAPacketIsSentAgainToTheLastBit() {
    video.update(
        TestMedia.parameters(
            "2",
            List.of(TestMedia.vp8(120, -1)),
            Map.of(
                HeaderExtension.TRANSPORT_CC,
                5,
                HeaderExtension.ABS_SEND_TIME,
                6,
                HeaderExtension.MID,
                9),
            5000,
            0));
    play();
    List<byte[]> sent = new ArrayList<>();
    viewer.onRtp(sent::add);
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, 0, 0, 1, 0, 0, 0);
        });
    world.skipMillis(40);

    nack(TestPeer.parse(sent.get(0)).sequenceNumber());

    assertThat(sent).hasSize(3);
    assertThat(sent.get(2)).isEqualTo(sent.get(0));
  }

  @Test
  void theCacheIsGoneWithItsLastViewer() {
    play();
    publisher.send(frame(1, 0, 1000, true, 1));
    int number = viewer.takeRtp().getFirst().sequenceNumber();

    video.play(null);
    world.settle();
    nack(number);

    assertThat(viewer.takeRtp()).isEmpty();
    assertThat(camera.branchCount()).isZero();
  }

  @Test
  void mediaAndRetransmissionsBeginWhereSrtpCanFollow() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      int ssrc = i == 0 ? 0x8000_0000 : random.nextInt() | 1;
      TestPeer one = world.newPeer(loop);
      one.session()
          .subscribe(TestMedia.parameters("2", List.of(TestMedia.vp8(120, 121)), Map.of(), ssrc, 2))
          .play(camera);
      world.settle();
      publisher.send(frame(i + 1, i * 3000, 1000, true, i));
      int first = one.takeRtp().getFirst().sequenceNumber();
      one.sendRtcp(writer -> writer.nack(77, ssrc, new int[] {first}, 0, 1));
      RtpPacket again = one.takeRtp().getFirst();
      one.session().close();

      assertThat(again.payloadType()).isEqualTo(121);
      assertThat(first).isBetween(1, 0x7FFF);
      assertThat(again.sequenceNumber()).isBetween(1, 0x7FFF);
    }
  }
}

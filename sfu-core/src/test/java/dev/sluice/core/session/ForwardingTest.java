package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.numberOf;
import static dev.sluice.core.session.TestMedia.packet;
import static dev.sluice.core.session.TestMedia.sound;
import static dev.sluice.core.session.TestMedia.vp8Payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardingTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);

  private Subscription play(RtpParameters published, RtpParameters received) {
    Publication publication = publisher.session().publish(published);
    Subscription subscription = viewer.session().subscribe(received);
    subscription.play(publication);
    world.settle();
    return subscription;
  }

  @Test
  void aPacketGetsTheViewersPayloadTypeAndSsrc() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(10, 3000, 1000, true, 7));

    RtpPacket sent = viewer.takeRtp().getFirst();
    assertThat(sent.payloadType()).isEqualTo(120);
    assertThat(sent.ssrc()).isEqualTo(5000);
    assertThat(numberOf(sent)).isEqualTo(7);
  }

  @Test
  void theMarkerBitIsKept() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(packet(96, false, 1, 0, 1000, new byte[0], vp8Payload(true, true, 1)));
    publisher.send(packet(96, true, 2, 0, 1000, new byte[0], vp8Payload(false, true, 2)));

    assertThat(viewer.takeRtp()).extracting(RtpPacket::marker).containsExactly(false, true);
  }

  @Test
  void theMidIsAddedUntilTheViewerReports() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(1, 0, 1000, true, 1));
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, 0, 0, 1, 0, 0, 0);
        });
    publisher.send(frame(2, 3000, 1000, false, 2));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent.get(0).findExtension(9)).isPositive();
    assertThat(sent.get(0).extensionEquals("2".getBytes(StandardCharsets.US_ASCII))).isTrue();
    assertThat(sent.get(1).findExtension(9)).isEqualTo(-1);
  }

  @Test
  void transportWideNumbersRunOverAllStreamsOfAViewer() {
    Map<HeaderExtension, Integer> extensions = Map.of(HeaderExtension.TRANSPORT_CC, 5);
    play(
        TestMedia.publishedVideo(),
        TestMedia.parameters("2", List.of(TestMedia.vp8(120, 121)), extensions, 5000, 5001));
    play(
        TestMedia.publishedAudio(),
        TestMedia.parameters("3", List.of(TestMedia.opus(109)), extensions, 6000, 0));

    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(sound(1, 0, 2000, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));

    assertThat(viewer.takeRtp())
        .extracting(p -> NetworkBytes.getUnsigned16(p.buffer(), p.findExtension(5)))
        .containsExactly(1, 2, 3);
  }

  @Test
  void absSendTimeTellsWhenThePacketLeft() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(1, 0, 1000, true, 1));
    world.skipMillis(1000);
    publisher.send(frame(2, 3000, 1000, false, 2));

    List<RtpPacket> sent = viewer.takeRtp();
    int first = NetworkBytes.getUnsigned24(sent.get(0).buffer(), sent.get(0).findExtension(6));
    int second = NetworkBytes.getUnsigned24(sent.get(1).buffer(), sent.get(1).findExtension(6));
    assertThat((second - first) & 0xFF_FFFF).isEqualTo(1 << 18);
  }

  @Test
  void videoBeginsWithAKeyframe() throws Exception {
    Subscription subscription = play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(1, 0, 1000, false, 1));
    publisher.send(frame(2, 3000, 1000, true, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(2, 3);
    var statistics = subscription.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.WAITING_FOR_KEYFRAME, 1L);
    assertThat(statistics.get().state()).isEqualTo(SubscriptionState.FORWARDING);
    assertThat(statistics.get().packets()).isEqualTo(2);
    assertThat(statistics.get().keyframes()).isEqualTo(1);
    assertThat(statistics.get().frames()).isEqualTo(2);
  }

  @Test
  void soundBeginsAtOnce() {
    play(TestMedia.publishedAudio(), TestMedia.receivedAudio());

    publisher.send(sound(1, 0, 2000, 1));

    assertThat(viewer.takeRtp()).hasSize(1);
  }

  @Test
  void whatIsOlderThanTheBeginningIsLeftOut() throws Exception {
    Subscription subscription = play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(10, 3000, 1000, true, 10));
    publisher.send(frame(9, 0, 1000, false, 9));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(10);
    var statistics = subscription.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.BEFORE_START, 1L);
  }

  @Test
  void aViewerWithoutTheCodecGetsNothingAndIsToldWhy() throws Exception {
    Subscription subscription =
        play(
            TestMedia.publishedVideo(),
            TestMedia.parameters(
                "2",
                List.of(TestMedia.video(Codec.VP9, 98, 99, TestMedia.VIDEO_FEEDBACK)),
                Map.of(),
                5000,
                5001));

    publisher.send(frame(1, 0, 1000, true, 1));

    assertThat(viewer.takeRtp()).isEmpty();
    var statistics = subscription.statistics();
    world.settle();
    assertThat(statistics.get().drops())
        .containsExactly(Map.entry(DropReason.CODEC_NOT_NEGOTIATED, 1L));
  }

  @Test
  void paddingIsNotForwardedAndLeavesNoGap() throws Exception {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());
    byte[] padding = packet(96, false, 2, 0, 1000, new byte[0], new byte[10]);
    padding[0] |= 0x20;
    padding[padding.length - 1] = 10;

    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(padding);
    publisher.send(frame(3, 3000, 1000, false, 3));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 3);
    assertThat(sent.get(1).sequenceNumber()).isEqualTo(sent.get(0).sequenceNumber() + 1);
  }

  @Test
  void paddingBehindAPayloadIsStripped() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());
    byte[] payload = new byte[15 + 4];
    System.arraycopy(vp8Payload(true, true, 5), 0, payload, 0, 15);
    payload[18] = 4;
    byte[] padded = packet(96, true, 1, 0, 1000, new byte[0], payload);
    padded[0] |= 0x20;

    publisher.send(padded);

    RtpPacket sent = viewer.takeRtp().getFirst();
    assertThat(sent.paddingLength()).isZero();
    assertThat(numberOf(sent)).isEqualTo(5);
  }

  @Test
  void aRealLossStaysAGap() {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());

    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(4, 9000, 1000, false, 4));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent.get(1).sequenceNumber() - sent.get(0).sequenceNumber()).isEqualTo(3);
  }

  @Test
  void aDuplicateIsDropped() throws Exception {
    Publication publication = publisher.session().publish(TestMedia.publishedVideo());
    Subscription subscription = viewer.session().subscribe(TestMedia.receivedVideo());
    subscription.play(publication);
    world.settle();

    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(1, 0, 1000, true, 1));

    assertThat(viewer.takeRtp()).hasSize(1);
    var statistics = publication.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.DUPLICATE, 1L);
  }

  @Test
  void aStrayPacketFarFromTheStreamIsDropped() throws Exception {
    Publication publication = publisher.session().publish(TestMedia.publishedVideo());
    viewer.session().subscribe(TestMedia.receivedVideo()).play(publication);
    world.settle();

    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(20_000, 0, 1000, true, 2));
    publisher.send(frame(2, 3000, 1000, false, 3));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(1, 3);
    var statistics = publication.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.SEQUENCE_JUMP, 1L);
  }

  @Test
  void extensionsGetTheViewersIdsAndForeignOnesAreStripped() {
    play(
        TestMedia.parameters(
            "0",
            List.of(TestMedia.vp8(96, 97)),
            Map.of(HeaderExtension.VIDEO_ORIENTATION, 2, HeaderExtension.RID, 10),
            1000,
            1001),
        TestMedia.parameters(
            "2",
            List.of(TestMedia.vp8(120, 121)),
            Map.of(HeaderExtension.VIDEO_ORIENTATION, 13, HeaderExtension.RID, 11),
            5000,
            5001));
    byte[] elements = {0x20, 0x03, (byte) 0xA0, 'h'};

    publisher.send(packet(96, true, 1, 0, 1000, elements, vp8Payload(true, true, 1)));

    RtpPacket sent = viewer.takeRtp().getFirst();
    assertThat(sent.buffer()[sent.findExtension(13)]).isEqualTo((byte) 3);
    assertThat(sent.findExtension(11)).isEqualTo(-1);
    assertThat(sent.findExtension(10)).isEqualTo(-1);
  }

  @Test
  void renegotiatedNumbersApplyFromTheNextPacketOn() {
    Subscription subscription = play(TestMedia.publishedVideo(), TestMedia.receivedVideo());
    publisher.send(frame(1, 0, 1000, true, 1));

    subscription.update(
        TestMedia.parameters("2", List.of(TestMedia.vp8(126, 127)), Map.of(), 5000, 5001));
    world.settle();
    publisher.send(frame(2, 3000, 1000, false, 2));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent.get(1).payloadType()).isEqualTo(126);
    assertThat(sent.get(1).sequenceNumber()).isEqualTo(sent.get(0).sequenceNumber() + 1);
  }

  @Test
  void aPublicationPlaysNothingOnceClosed() throws Exception {
    Publication publication = publisher.session().publish(TestMedia.publishedVideo());
    Subscription subscription = viewer.session().subscribe(TestMedia.receivedVideo());
    subscription.play(publication);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    viewer.forgetSent();

    publication.close();
    world.settle();
    publisher.send(frame(2, 3000, 1000, false, 2));

    assertThat(viewer.takeRtp()).isEmpty();
    var statistics = subscription.statistics();
    world.settle();
    assertThat(statistics.get().state()).isEqualTo(SubscriptionState.IDLE);
  }

  @Test
  void malformedRtpAndRtcpAreCountedAndHarmless() throws Exception {
    publisher.session().publish(TestMedia.publishedVideo());
    world.settle();

    publisher.send(new byte[] {1, 2, 3});
    publisher.session().onRtcp(new byte[] {1, 2, 3, 4, 5}, 0, 5, world.nowNanos());

    var statistics = publisher.session().statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.MALFORMED, 2L);
  }

  @Test
  void goodbyesAndDescriptionsAreReadAndIgnored() throws Exception {
    play(TestMedia.publishedVideo(), TestMedia.receivedVideo());
    publisher.send(frame(1, 0, 1000, true, 1));

    publisher.sendRtcp(
        writer -> {
          writer.receiverReport(9);
          writer.sourceDescription(1000, new byte[] {'x'});
          writer.goodbye(1000);
        });
    publisher.send(frame(2, 3000, 1000, false, 2));

    assertThat(viewer.takeRtp()).hasSize(2);
    assertThat(publisher.count(RtcpKind.GOODBYE)).isZero();
  }

  @Test
  void aSubscriptionWithoutAnSsrcIsRefused() {
    RtpParameters nameless =
        TestMedia.parameters("2", List.of(TestMedia.vp8(120, 121)), Map.of(), 0, 0);

    org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> viewer.session().subscribe(nameless))
        .withMessageContaining("SSRC");
  }

  /** The profiles of RFC 8285 sections 4.2 and 4.3. */
  private static final int ONE_BYTE_FORM = 0xBEDE;

  private static final int TWO_BYTE_FORM = 0x1000;

  /** Longer than the 16 bytes of a one-byte element. */
  private static final byte[] LONG_DESCRIPTOR = new byte[20];

  private RtpPacket forwardLongDescriptor(boolean mixed, int viewersId) {
    RtpParameters published =
        TestMedia.parameters(
            "0",
            List.of(TestMedia.vp8(96, 97)),
            Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 8, HeaderExtension.VIDEO_ORIENTATION, 7),
            1000,
            1001);
    RtpParameters viewers = TestMedia.receivedVideo();
    play(
        published,
        new RtpParameters(
            viewers.mid(),
            viewers.kind(),
            viewers.codecs(),
            Map.of(
                HeaderExtension.DEPENDENCY_DESCRIPTOR,
                viewersId,
                HeaderExtension.VIDEO_ORIENTATION,
                3),
            mixed,
            viewers.encodings(),
            viewers.cname()));
    byte[] elements = new byte[3 + 2 + LONG_DESCRIPTOR.length];
    elements[0] = 7;
    elements[1] = 1;
    elements[3] = 8;
    elements[4] = (byte) LONG_DESCRIPTOR.length;
    byte[] packet = packet(96, true, 1, 0, 1000, elements, vp8Payload(true, true, 1));
    NetworkBytes.put16(packet, 12, TWO_BYTE_FORM);
    publisher.send(packet);
    return viewer.takeRtp().getFirst();
  }

  @Test
  void aViewerWithMixedFormsGetsALongExtension() {
    RtpPacket sent = forwardLongDescriptor(true, 4);

    assertThat(sent.findExtension(4)).isPositive();
    assertThat(sent.extensionLength()).isEqualTo(LONG_DESCRIPTOR.length);
    assertThat(sent.findExtension(3)).isPositive();
  }

  @Test
  void aViewerWithoutMixedFormsGetsTheOneByteFormAlone() {
    RtpPacket sent = forwardLongDescriptor(false, 4);

    assertThat(NetworkBytes.getUnsigned16(sent.buffer(), sent.offset() + 12))
        .isEqualTo(ONE_BYTE_FORM);
    assertThat(sent.findExtension(4)).isEqualTo(-1);
    assertThat(sent.findExtension(3)).isPositive();
  }

  @Test
  void aViewerWhoseIdsNeedTheTwoByteFormGetsItAlways() {
    RtpPacket sent = forwardLongDescriptor(false, 20);

    assertThat(NetworkBytes.getUnsigned16(sent.buffer(), sent.offset() + 12))
        .isEqualTo(TWO_BYTE_FORM);
    assertThat(sent.findExtension(20)).isPositive();
  }
}

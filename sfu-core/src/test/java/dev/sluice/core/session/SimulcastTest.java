package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A camera in three encodings, and viewers that get the one that suits them. */
class SimulcastTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private LayerReport layer() {
    return answer(video.statistics()).layer();
  }

  private <T> T answer(CompletableFuture<T> asked) {
    world.settle();
    return asked.join();
  }

  private void watch(long estimateBps) {
    estimate(estimateBps);
    video.play(publication);
    world.settle();
  }

  private void estimate(long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  @Test
  void aViewerThatTellsNothingOfItsNetworkGetsTheBestEncoding() {
    Subscription untold =
        viewer
            .session()
            .subscribe(
                TestMedia.parameters("4", List.of(TestMedia.vp8(120, 121)), Map.of(), 7000, 7001));
    untold.play(publication);
    world.settle();
    camera.run(2000);

    LayerReport layer = answer(untold.statistics()).layer();
    assertThat(layer.playingRid()).isEqualTo("f");
    assertThat(layer.reason()).isEqualTo(LayerReason.BEST);
    assertThat(layer.width()).isEqualTo(1280);
  }

  @Test
  void theBestThatFitsTheEstimateIsSent() {
    watch(700_000);
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("h");
    assertThat(layer().reason()).isEqualTo(LayerReason.BANDWIDTH);
  }

  @Test
  void whatTheViewerReceivesHasNoBreakAtASwitch() {
    // Until reports have placed the encodings on one clock, a switch is as exact as arrivals are.
    camera.run(1200);
    watch(700_000);
    camera.run(3000);
    estimate(10_000_000);
    camera.run(3000);
    estimate(200_000);
    camera.run(3000);
    estimate(700_000);
    camera.run(5000);
    assertThat(layer().playingRid()).isEqualTo("h");

    assertUnbroken(viewer.takeRtp());
  }

  /** Numbers go on, timestamps as time does, and no frame mixes encodings. */
  private static void assertUnbroken(List<RtpPacket> packets) {
    assertNumbersGoOn(packets);
    List<Integer> widths = new ArrayList<>();
    RtpPacket before = null;
    for (RtpPacket packet : packets) {
      FrameInfo frame = read(packet);
      if (before != null) {
        boolean begins = before.marker();
        assertThat(frame.startOfFrame).isEqualTo(begins);
        int elapsed = packet.timestamp() - before.timestamp();
        if (begins) {
          // A frame each 33 ms, the pictures of all encodings taken together.
          // The keyframe that a switch begins with may show what was shown a moment ago.
          assertThat(elapsed % 3000).isLessThanOrEqualTo(1);
          assertThat(elapsed).isBetween(1, 4 * 3000);
        } else {
          assertThat(elapsed).isZero();
        }
      }
      if (frame.keyFrame) {
        widths.add(frame.width);
      }
      before = packet;
    }
    assertThat(widths).containsSubsequence(640, 1280, 320, 640);
  }

  /** Those of packets, of pictures, and of base layer pictures: none is left out. */
  private static void assertNumbersGoOn(List<RtpPacket> packets) {
    int sequence = packets.getFirst().sequenceNumber();
    FrameInfo before = null;
    for (RtpPacket packet : packets) {
      FrameInfo frame = read(packet);
      assertThat(packet.sequenceNumber()).isEqualTo(sequence++ & 0xFFFF);
      if (before != null) {
        int pictures = frame.startOfFrame ? 1 : 0;
        int basePictures = frame.startOfFrame && frame.temporalId == 0 ? 1 : 0;
        assertThat(frame.pictureId).isEqualTo((before.pictureId + pictures) & 0x7FFF);
        assertThat(frame.tl0PicIdx).isEqualTo((before.tl0PicIdx + basePictures) & 0xFF);
      }
      before = frame;
    }
  }

  private static FrameInfo read(RtpPacket packet) {
    FrameInfo frame = new FrameInfo();
    assertThat(
            PayloadDescriptor.of(Codec.VP8)
                .read(
                    packet.buffer(),
                    packet.payloadOffset(),
                    packet.payloadLength(),
                    packet.marker(),
                    frame))
        .isTrue();
    return frame;
  }

  @Test
  void numbersGoOnAfterASilenceThatEndedBeforeTheKeyFrameOfTheLowerEncodingCame() {
    watch(10_000_000);
    camera.run(3000);
    List<RtpPacket> received = new ArrayList<>(viewer.takeRtp());
    camera.answerKeyFrameRequests(false);
    estimate(200_000);
    camera.run(200);
    received.addAll(viewer.takeRtp());
    camera.run(500);
    assertThat(viewer.takeRtp()).isEmpty();

    camera.answerKeyFrameRequests(true);
    estimate(10_000_000);
    camera.run(1000);
    received.addAll(viewer.takeRtp());

    assertThat(layer().playingRid()).isEqualTo("f");
    assertNumbersGoOn(received);
  }

  @Test
  void aSwitchAsksOnlyTheEncodingThatIsToPlayForAKeyFrame() {
    watch(700_000);
    camera.run(3000);
    publisher.forgetSent();
    estimate(10_000_000);
    camera.run(1000);

    assertThat(layer().playingRid()).isEqualTo("f");
    publisher.each(
        RtcpKind.PICTURE_LOSS,
        reader -> assertThat(reader.pictureLoss().mediaSsrc()).isEqualTo(camera.ssrc("f")));
    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
  }

  @Test
  void lessIsSentAtOnceWhileTheKeyFrameOfTheLowerEncodingIsAwaited() {
    watch(10_000_000);
    camera.run(3000);
    camera.answerKeyFrameRequests(false);
    estimate(200_000);
    camera.run(200);
    viewer.takeRtp();
    camera.run(1000);

    long bits = viewer.takeRtp().stream().mapToLong(packet -> packet.length() * 8L).sum();
    assertThat(bits).isLessThan(camera.bitrateBps("f") / 2);
    assertThat(layer().playingRid()).isEqualTo("f");
    assertThat(layer().rid()).isEqualTo("q");
  }

  @Test
  void nothingIsLeftOutWhileTheKeyFrameOfABetterEncodingIsAwaited() {
    camera.stop("f");
    watch(10_000_000);
    camera.run(5000);
    assertThat(layer().playingRid()).isEqualTo("h");

    camera.answerKeyFrameRequests(false);
    camera.setActive("f", true);
    for (int i = 0; i < 10; i++) {
      viewer.takeRtp();
      camera.run(100);
      assertThat(viewer.takeRtp().stream().map(RtpPacket::timestamp).distinct()).hasSize(4);
    }
    assertThat(layer().rid()).isEqualTo("f");
    assertThat(layer().playingRid()).isEqualTo("h");
  }

  @Test
  void nothingIsLeftOutWhileTheKeyFrameOfASmallerPictureIsAwaitedThatTheViewerAskedFor() {
    watch(10_000_000);
    camera.run(3000);
    camera.answerKeyFrameRequests(false);
    video.prefer(new ReceivePreferences("q", 9, 0, 0, 1));
    camera.run(200);
    for (int i = 0; i < 10; i++) {
      viewer.takeRtp();
      camera.run(100);
      assertThat(viewer.takeRtp().stream().map(RtpPacket::timestamp).distinct()).hasSize(4);
    }
    assertThat(layer().rid()).isEqualTo("q");
    assertThat(layer().playingRid()).isEqualTo("f");
  }

  @Test
  void aViewerMayAskForLess() {
    video.prefer(new ReceivePreferences("h", 9, 0, 0, 1));
    watch(10_000_000);
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("h");
    assertThat(layer().reason()).isEqualTo(LayerReason.PREFERENCE);
  }

  @Test
  void fewerPicturesASecondMayBeLarge() {
    video.prefer(new ReceivePreferences("", 0, 1280, 720, 1));
    watch(10_000_000);
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("f");
    assertThat(layer().temporalLayer()).isZero();
    assertThat(layer().framesPerSecond()).isLessThan(10);
    assertThat(layer().reason()).isEqualTo(LayerReason.PREFERENCE);
  }

  @Test
  void aSmallTileGetsASmallPicture() {
    video.prefer(new ReceivePreferences("", 9, 300, 168, 1));
    watch(10_000_000);
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("q");
  }

  @Test
  void anEncodingThatStopsIsReplaced() {
    watch(10_000_000);
    camera.run(3000);
    camera.stop("f");
    camera.run(3000);

    assertThat(layer().playingRid()).isEqualTo("h");
  }

  @Test
  void aNetworkTooNarrowForAnyPictureGetsNone() {
    watch(10_000_000);
    camera.run(3000);
    estimate(20_000);
    camera.run(500);
    viewer.takeRtp();
    camera.run(1000);

    assertThat(viewer.takeRtp()).isEmpty();
    assertThat(layer().reason()).isEqualTo(LayerReason.NO_BANDWIDTH);

    estimate(10_000_000);
    camera.run(3000);
    assertThat(layer().playingRid()).isEqualTo("f");
  }

  @Test
  void twoVideosShareTheEstimateByPriority() {
    SimulcastCamera other = new SimulcastCamera(world, world.newPeer(loop));
    Publication second = other.peer().session().publish(other.parameters());
    Subscription small =
        viewer
            .session()
            .subscribe(
                TestMedia.parameters("4", List.of(TestMedia.vp8(120, 121)), Map.of(), 7000, 7001));
    video.prefer(new ReceivePreferences("", 9, 0, 0, 8));
    estimate(760_000);
    video.play(publication);
    small.play(second);
    world.settle();
    SimulcastCamera.runAll(world, 4000, camera, other);

    assertThat(layer().playingRid()).isEqualTo("h");
    assertThat(answer(small.statistics()).layer().playingRid()).isEqualTo("q");
  }

  @Test
  void lostPacketsOfAnEncodingAreRepairedAsTheyWereSent() {
    watch(700_000);
    camera.run(3000);
    estimate(10_000_000);
    camera.run(3000);
    List<RtpPacket> sent = viewer.takeRtp();
    RtpPacket lost = sent.get(sent.size() - 7);
    viewer.sendRtcp(writer -> writer.nack(1, 5000, new int[] {lost.sequenceNumber()}, 0, 1));

    RtpPacket repaired = viewer.takeRtp().getFirst();
    assertThat(repaired.ssrc()).isEqualTo(5001);
    assertThat(repaired.timestamp()).isEqualTo(lost.timestamp());
    byte[] original = new byte[lost.payloadLength()];
    System.arraycopy(lost.buffer(), lost.payloadOffset(), original, 0, original.length);
    byte[] again = new byte[repaired.payloadLength() - 2];
    System.arraycopy(repaired.buffer(), repaired.payloadOffset() + 2, again, 0, again.length);
    assertThat(again).isEqualTo(original);
  }

  @Test
  void everyEncodingIsInTheStatistics() {
    watch(10_000_000);
    camera.run(2000);

    assertThat(answer(publication.statistics()).encodings())
        .extracting(encoding -> encoding.rid() + encoding.width() + encoding.temporalLayers())
        .containsExactly("q3203", "h6403", "f12803");
  }
}

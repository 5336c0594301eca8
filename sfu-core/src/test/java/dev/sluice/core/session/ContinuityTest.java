package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.RtpPacket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pause, resume, another source, the same publisher anew: one stream for the viewer. */
class ContinuityTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());

  private void playCamera() {
    video.play(camera);
    world.settle();
  }

  @Test
  void aPauseLeavesNoGapInTheNumbers() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    video.pause();
    world.settle();
    publisher.send(frame(2, 3000, 1000, false, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));
    video.resume();
    world.settle();
    publisher.send(frame(4, 9000, 1000, false, 4));
    publisher.send(frame(5, 12_000, 1000, true, 5));
    publisher.send(frame(6, 15_000, 1000, false, 6));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 5, 6);
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(12_000);
  }

  @Test
  void whatAPauseHoldsBackIsCounted() throws Exception {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    video.pause();
    world.settle();
    publisher.send(frame(2, 3000, 1000, true, 2));

    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().state()).isEqualTo(SubscriptionState.PAUSED);
    assertThat(statistics.get().drops()).containsEntry(DropReason.PAUSED, 1L);
  }

  @Test
  void resumingAsksForAKeyframeAtOnce() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    video.pause();
    world.passMillis(1000);
    publisher.forgetSent();

    video.resume();
    world.settle();

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
  }

  @Test
  void resumingGoesOnAtOnceWithAKeyframeThatCameDuringThePause() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    video.pause();
    world.passMillis(1000);
    publisher.send(frame(2, 90_000, 1000, true, 2));
    publisher.send(frame(3, 93_000, 1000, false, 3));
    publisher.forgetSent();

    video.resume();
    world.settle();
    publisher.send(frame(4, 96_000, 1000, false, 4));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 2, 3, 4);
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(90_000);
    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isZero();
  }

  @Test
  void resumingDoesNotRepeatWhatWasSentBeforeThePause() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    video.pause();
    world.settle();
    video.resume();
    world.settle();

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(1, 2);
  }

  @Test
  void anotherSourceGoesOnWhereTheFirstStopped() {
    TestPeer other = world.newPeer(loop);
    Publication screen =
        other
            .session()
            .publish(TestMedia.parameters("0", List.of(TestMedia.vp8(96, 97)), Map.of(), 7000, 0));
    playCamera();
    publisher.send(frame(100, 1_000_000, 1000, true, 1));
    world.skipMillis(500);
    video.play(screen);
    world.settle();
    publisher.send(frame(101, 1_003_000, 1000, true, 2));
    other.send(frame(40_000, 77, 7000, false, 3));
    other.send(frame(40_001, 3077, 7000, true, 4));
    other.send(frame(40_002, 6077, 7000, false, 5));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 4, 5);
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(45_000);
    assertThat(sent.get(2).timestamp() - sent.get(1).timestamp()).isEqualTo(3000);
  }

  @Test
  void aPublisherThatReconnectsGoesOnWhereItStopped() {
    playCamera();
    publisher.send(frame(65_535, -1, 1000, true, 1));
    camera.close();
    publisher.session().close();
    world.skipMillis(2000);
    TestPeer again = world.newPeer(loop);
    video.play(again.session().publish(TestMedia.publishedVideo()));
    world.settle();
    again.send(frame(5, 123_456, 1000, true, 2));

    List<RtpPacket> sent = viewer.takeRtp();
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(180_000);
  }

  @Test
  void aSenderThatCountsAnewWaitsForAKeyframeAndLeavesNoGap() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.skipMillis(1000);
    publisher.send(frame(30_000, 5000, 1000, false, 2));
    publisher.send(frame(30_001, 8000, 1000, false, 3));
    publisher.send(frame(30_002, 11_000, 1000, true, 4));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 4);
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(90_000);
  }

  @Test
  void aNewSsrcInTheSameSectionReplacesTheOld() {
    playCamera();
    publisher.send(TestMedia.packet(96, true, 1, 0, 1000, midElement(), key(1)));
    world.skipMillis(100);
    publisher.send(TestMedia.packet(96, true, 900, 50_000, 4444, midElement(), key(2)));
    publisher.send(TestMedia.packet(96, true, 2, 3000, 1000, midElement(), key(3)));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 2);
    assertContiguous(sent);
  }

  @Test
  void playingNothingSendsNothing() {
    playCamera();
    publisher.send(frame(1, 0, 1000, true, 1));
    video.play(null);
    world.settle();
    publisher.send(frame(2, 3000, 1000, true, 2));

    assertThat(viewer.takeRtp()).hasSize(1);
    assertThat(camera.branchCount()).isZero();
  }

  @Test
  void soundGoesOnAcrossAPauseWithoutAKeyframe() {
    Publication microphone = publisher.session().publish(TestMedia.publishedAudio());
    Subscription audio = viewer.session().subscribe(TestMedia.receivedAudio());
    audio.play(microphone);
    world.settle();
    publisher.send(sound(1, 0, 2000, 1));
    audio.pause();
    world.settle();
    publisher.send(sound(2, 960, 2000, 2));
    audio.resume();
    world.settle();
    publisher.send(sound(3, 1920, 2000, 3));

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).extracting(TestMedia::numberOf).containsExactly(1, 3);
    assertContiguous(sent);
    assertThat(sent.get(1).timestamp() - sent.get(0).timestamp()).isEqualTo(1920);
  }

  private static byte[] midElement() {
    return TestMedia.midElement(4, "0");
  }

  private static byte[] key(int number) {
    return TestMedia.vp8Payload(true, true, number);
  }

  static void assertContiguous(List<RtpPacket> sent) {
    for (int i = 1; i < sent.size(); i++) {
      assertThat(sent.get(i).sequenceNumber())
          .isEqualTo((sent.get(i - 1).sequenceNumber() + 1) & 0xFFFF);
    }
  }
}

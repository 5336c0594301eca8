package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtcpFeedback;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who asks a publisher for keyframes, when, and how often. */
class KeyFrameTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private int asked() {
    return publisher.count(RtcpKind.PICTURE_LOSS);
  }

  /** The camera runs, and its last keyframe is too old to begin with. */
  private void sendOldKeyFrame() {
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1000);
  }

  @Test
  void aNewViewerAsksAtOnce() {
    sendOldKeyFrame();
    video.play(camera);
    world.settle();

    publisher.each(
        RtcpKind.PICTURE_LOSS,
        reader -> assertThat(reader.pictureLoss().mediaSsrc()).isEqualTo(1000));
    assertThat(asked()).isEqualTo(1);
  }

  /** On a loop, and playing the camera, but without keys. */
  private TestPeer newSecuringViewer() {
    TestPeer securing = world.newUnassignedPeer();
    securing.session().assignLoop(loop);
    securing.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();
    return securing;
  }

  private TestPeer newViewer() {
    return newViewer(loop);
  }

  private TestPeer newViewer(TestLoop on) {
    TestPeer newcomer = world.newPeer(on);
    newcomer.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();
    return newcomer;
  }

  /** The packets' own numbers, as {@link TestMedia#frame} puts them in. */
  private static List<Integer> received(TestPeer by) {
    return by.takeRtp().stream().map(TestMedia::numberOf).toList();
  }

  @Test
  void aViewerThatHasNoKeysYetIsAskedForOnceAndBeginsWithWhatCameMeanwhile() {
    sendOldKeyFrame();
    TestPeer securing = newSecuringViewer();
    publisher.send(frame(2, 3000, 1000, true, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));
    assertThat(securing.takeRtp()).isEmpty();

    securing.session().onConnected();
    world.settle();
    publisher.send(frame(4, 9000, 1000, false, 4));

    assertThat(received(securing)).containsExactly(2, 3, 4);
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aViewerThatGetsNoKeysIsNotAskedForAgain() {
    sendOldKeyFrame();
    newSecuringViewer();
    publisher.send(frame(2, 3000, 1000, true, 2));

    world.passMillis(5000);

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whoComesSoonAfterAKeyframeBeginsWithItAndAsksForNone() {
    newViewer();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    world.passMillis(400);
    publisher.forgetSent();

    TestPeer newcomer = newViewer();
    publisher.send(frame(3, 6000, 1000, false, 3));

    assertThat(received(newcomer)).containsExactly(1, 2, 3);
    assertThat(asked()).isZero();
  }

  @Test
  void theFirstViewerOnAnotherLoopBeginsWithItToo() {
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));

    TestPeer newcomer = newViewer(world.newLoop());
    publisher.send(frame(3, 6000, 1000, false, 3));

    assertThat(received(newcomer)).containsExactly(1, 2, 3);
    assertThat(asked()).isZero();
  }

  @Test
  void whatANewcomerBeginsWithIsSentAgainWhereItGetsLost() {
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    TestPeer newcomer = newViewer();
    int number = newcomer.takeRtp().getFirst().sequenceNumber();

    newcomer.sendRtcp(writer -> writer.nack(77, 5000, new int[] {number}, 0, 1));

    assertThat(newcomer.takeRtp()).isNotEmpty();
  }

  @Test
  void whoComesLongAfterAKeyframeAsks() {
    newViewer();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(600);
    publisher.forgetSent();

    TestPeer newcomer = newViewer();
    publisher.send(frame(2, 3000, 1000, false, 2));

    assertThat(received(newcomer)).isEmpty();
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whoComesWhenMuchHasComeSinceTheKeyframeAsks() {
    newViewer();
    for (int i = 0; i < 100; i++) {
      publisher.send(frame(1 + i, 3000 * i, 1000, i == 0, i));
    }
    world.passMillis(400);
    publisher.forgetSent();

    TestPeer newcomer = newViewer();

    assertThat(received(newcomer)).isEmpty();
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void whatIsOnItsWayToOthersComesOnce() {
    newViewer();
    TestPeer securing = newSecuringViewer();
    publisher.send(frame(1, 0, 1000, true, 1));
    byte[] waiting = frame(2, 3000, 1000, false, 2);
    publisher.session().onRtp(waiting, 0, waiting.length, world.nowNanos());

    securing.session().onConnected();
    world.settle();

    assertThat(received(securing)).containsExactly(1, 2);
  }

  @Test
  void anotherStreamsKeyframeIsNotBegunWith() {
    newViewer();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(30_000, 3000, 1000, false, 2));
    publisher.send(frame(30_001, 6000, 1000, false, 3));

    assertThat(received(newViewer())).isEmpty();
  }

  @Test
  void aViewerWhoIsHeldBackIsNotAskedFor() {
    sendOldKeyFrame();
    video.pause();
    video.play(camera);
    world.settle();
    assertThat(asked()).isZero();

    video.resume();
    world.settle();

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void manyViewersAskOnce() {
    sendOldKeyFrame();
    video.play(camera);
    for (int i = 0; i < 20; i++) {
      world.newPeer(loop).session().subscribe(TestMedia.receivedVideo()).play(camera);
    }
    world.settle();

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void theRequestIsRepeatedUntilAKeyframeComes() {
    sendOldKeyFrame();
    video.play(camera);
    world.settle();
    world.passMillis(650);
    assertThat(asked()).isEqualTo(2);

    publisher.send(frame(2, 3000, 1000, true, 2));
    world.passMillis(5000);

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aViewersPictureLossReachesThePublisher() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1000);
    publisher.forgetSent();

    viewer.sendRtcp(writer -> writer.pictureLoss(77, 5000));

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aViewersFullIntraRequestReachesThePublisherAsPictureLoss() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1000);
    publisher.forgetSent();

    viewer.sendRtcp(writer -> writer.fullIntraRequest(77, 5000, 1));

    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void manyRequestsBecomeFew() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1000);
    publisher.forgetSent();

    for (int i = 0; i < 100; i++) {
      viewer.sendRtcp(writer -> writer.pictureLoss(77, 5000));
      publisher.send(frame(2 + i, 3000 * (1 + i), 1000, true, 2));
      world.passMillis(10);
    }

    assertThat(asked()).isBetween(2, 4);
  }

  @Test
  void fullIntraRequestsAreSentWherePictureLossIsNotNegotiated() {
    TestPeer old = world.newPeer(loop);
    Publication firOnly =
        old.session()
            .publish(
                TestMedia.parameters(
                    "0",
                    List.of(TestMedia.video(Codec.VP8, 96, -1, EnumSet.of(RtcpFeedback.CCM_FIR))),
                    Map.of(),
                    1000,
                    0));
    video.play(firOnly);
    world.settle();

    assertThat(old.count(RtcpKind.FULL_INTRA_REQUEST)).isEqualTo(1);
    assertThat(old.count(RtcpKind.PICTURE_LOSS)).isZero();
  }

  @Test
  void soundIsNeverAskedForKeyframes() {
    Publication microphone = publisher.session().publish(TestMedia.publishedAudio());
    viewer.session().subscribe(TestMedia.receivedAudio()).play(microphone);
    world.passMillis(2000);

    assertThat(asked()).isZero();
  }

  @Test
  void lossBeyondRepairAsksForAKeyframe() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1000);
    publisher.forgetSent();

    publisher.send(frame(1000, 3000, 1000, false, 2));
    world.passMillis(20);

    assertThat(asked()).isEqualTo(1);
    assertThat(publisher.count(RtcpKind.NACK)).isZero();
  }
}

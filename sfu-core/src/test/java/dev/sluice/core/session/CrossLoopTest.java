package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A room that spans loops, and everybody coming and going in any order. */
class CrossLoopTest {

  private final World world = new World();
  private final TestLoop first = world.newLoop();
  private final TestLoop second = world.newLoop();
  private final TestPeer publisher = world.newPeer(first);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());

  /** Sends without letting other loops run. */
  private void sendOnly(byte[] packet) {
    publisher.session().onRtp(packet, 0, packet.length, world.nowNanos());
  }

  @Test
  void aRoomOverTwoLoopsSendsWhatARoomOnOneSends() {
    List<byte[]> expected = roomOutput(first);

    assertThat(expected).hasSizeGreaterThan(300);
    assertThat(roomOutput(second)).containsExactlyElementsOf(expected);
  }

  /** Every byte sent to a viewer on {@code loop}, of a seeded, lossy, reordered stream. */
  private List<byte[]> roomOutput(TestLoop loop) {
    TestPeer source = world.newPeer(first);
    TestPeer viewer = world.newPeer(loop);
    Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
    video.play(source.session().publish(TestMedia.publishedVideo()));
    world.settle();
    List<byte[]> sent = new ArrayList<>();
    viewer.onRtp(sent::add);
    Random random = new Random(7);
    int[] numbers = new int[400];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    for (int i = 0; i < 100; i++) {
      int at = random.nextInt(numbers.length - 1);
      int swapped = numbers[at];
      numbers[at] = numbers[at + 1];
      numbers[at + 1] = swapped;
    }
    for (int number : numbers) {
      if (random.nextInt(20) > 0) {
        source.send(frame(number, number * 3000, 1000, number % 50 == 1, number));
      }
    }
    return sent;
  }

  @Test
  void aBurstCrossesWithOneWakeUpAndStaysInOrder() {
    TestPeer viewer = world.newPeer(second);
    viewer.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();

    for (int i = 0; i < 200; i++) {
      sendOnly(frame(i, i * 3000, 1000, i == 0, i));
    }
    assertThat(viewer.takeRtp()).isEmpty();
    world.settle();

    List<RtpPacket> sent = viewer.takeRtp();
    assertThat(sent).hasSize(200);
    ContinuityTest.assertContiguous(sent);
  }

  @Test
  void aLoopThatDoesNotKeepUpLosesPacketsWithAReason() throws Exception {
    TestPeer viewer = world.newPeer(second);
    viewer.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();

    for (int i = 0; i < 600; i++) {
      sendOnly(frame(i, i * 3000, 1000, i == 0, i));
    }
    world.settle();

    assertThat(viewer.takeRtp()).hasSize(512);
    var statistics = camera.statistics();
    world.settle();
    assertThat(statistics.get().drops()).containsEntry(DropReason.LOOP_OVERLOADED, 88L);
  }

  @Test
  void aKeyframeLostBetweenLoopsIsAskedForAgain() {
    TestPeer viewer = world.newPeer(second);
    viewer.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();
    for (int i = 0; i < 600; i++) {
      sendOnly(frame(i, i * 3000, 1000, i == 599, i));
    }
    world.settle();
    publisher.forgetSent();

    world.passMillis(1500);

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isPositive();
  }

  @Test
  void senderReportsOfThePublisherReachTheOtherLoop() {
    TestPeer viewer = world.newPeer(second);
    viewer.session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();
    publisher.send(frame(1, 9_000_000, 1000, true, 1));
    int timestamp = viewer.takeRtp().getFirst().timestamp();
    publisher.sendRtcp(writer -> writer.senderReport(1000, 1L << 40, 9_090_000, 1, 1));
    long reportedAt = world.nowNanos();
    world.passMillis(200);

    viewer.each(
        RtcpKind.SENDER_REPORT,
        reader ->
            assertThat(reader.senderReport().rtpTimestamp() - timestamp - 90_000)
                .isBetween(0, (int) ((world.nowNanos() - reportedAt) / 11_111)));
    assertThat(viewer.count(RtcpKind.SENDER_REPORT)).isEqualTo(1);
  }

  @Test
  void oneBranchServesAllViewersOfALoop() {
    for (int i = 0; i < 5; i++) {
      world.newPeer(second).session().subscribe(TestMedia.receivedVideo()).play(camera);
    }
    world.newPeer(first).session().subscribe(TestMedia.receivedVideo()).play(camera);
    world.settle();

    assertThat(camera.branchCount()).isEqualTo(2);
  }

  @Test
  void theBranchGoesWithItsLastViewerHoweverItLeaves() {
    TestPeer closesSession = world.newPeer(second);
    closesSession.session().subscribe(TestMedia.receivedVideo()).play(camera);
    Subscription closes = world.newPeer(second).session().subscribe(TestMedia.receivedVideo());
    closes.play(camera);
    Subscription playsNothing =
        world.newPeer(second).session().subscribe(TestMedia.receivedVideo());
    playsNothing.play(camera);
    world.settle();

    closes.close();
    playsNothing.play(null);
    world.settle();
    assertThat(camera.branchCount()).isEqualTo(1);
    closesSession.session().close();
    world.settle();

    assertThat(camera.branchCount()).isZero();
  }

  @Test
  void aViewerThatLeavesBeforeItGotOnLeavesNothingBehind() {
    TestPeer viewer = world.newPeer(second);
    Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
    video.play(camera);
    second.runTasks();
    first.runTasks();
    viewer.session().close();
    world.settle();

    assertThat(camera.branchCount()).isZero();
  }

  @Test
  void changingOnesMindQuicklyEndsAtTheLastChoice() {
    TestPeer viewer = world.newPeer(second);
    Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
    TestPeer other = world.newPeer(first);
    Publication screen = other.session().publish(TestMedia.publishedVideo());
    video.play(camera);
    video.play(screen);
    video.play(null);
    video.play(camera);
    video.play(screen);
    world.settle();
    sendOnly(frame(1, 0, 1000, true, 1));
    other.send(frame(1, 0, 1000, true, 2));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(2);
    assertThat(camera.branchCount()).isZero();
    assertThat(screen.branchCount()).isEqualTo(1);
  }

  @Test
  void whatIsAskedBeforeThereIsALoopHappensOnceThereIs() {
    TestPeer early = world.newUnassignedPeer();
    Subscription video = early.session().subscribe(TestMedia.receivedVideo());
    TestPeer earlyPublisher = world.newUnassignedPeer();
    video.play(earlyPublisher.session().publish(TestMedia.publishedVideo()));
    world.settle();

    early.session().assignLoop(second);
    early.session().onConnected();
    world.settle();
    earlyPublisher.session().assignLoop(first);
    earlyPublisher.session().onConnected();
    world.settle();
    earlyPublisher.send(frame(1, 0, 1000, true, 1));

    assertThat(early.takeRtp()).hasSize(1);
  }

  @Test
  void playingAClosedPublicationIsPlayingNothing() throws Exception {
    TestPeer viewer = world.newPeer(second);
    Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
    camera.close();
    video.play(camera);
    world.settle();

    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().state()).isEqualTo(SubscriptionState.IDLE);
  }

  @Test
  void statisticsOfAClosedSessionAreRefusedAndThoseOfAnEarlyOneEmpty() throws Exception {
    TestPeer early = world.newUnassignedPeer();
    Publication publication = early.session().publish(TestMedia.publishedVideo());

    assertThat(publication.statistics().get().packets()).isZero();
    early.session().close();
    assertThat(publication.statistics()).isCompletedExceptionally();
    assertThat(early.session().statistics()).isCompletedExceptionally();
  }
}

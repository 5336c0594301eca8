package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.numberOf;
import static dev.sluice.core.session.TestMedia.rtx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtp.RtpPacket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a viewer that loses packets is sent again without asking. */
class RepairAheadTest {

  private static final int FIVE_PERCENT = 13;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  @BeforeEach
  void play() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    viewer.takeRtp();
  }

  private void report(int fractionLost) {
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, fractionLost, 1, 1, 0, 0, 0);
        });
  }

  @Test
  void theLastPacketOfAPictureComesAgainAsRtx() {
    report(FIVE_PERCENT);
    publisher.send(frame(2, 3000, 1000, false, 2));
    RtpPacket sent = viewer.takeRtp().getFirst();
    world.passMillis(20);

    RtpPacket again = viewer.takeRtp().getFirst();
    assertThat(again.ssrc()).isEqualTo(5001);
    assertThat(numberOf(again)).isEqualTo(2);
    assertThat(again.timestamp()).isEqualTo(sent.timestamp());
    world.passMillis(100);
    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void nothingComesAgainWhileTheLoopIsBehind() {
    report(FIVE_PERCENT);
    loop.setBehind(true);
    publisher.send(frame(2, 3000, 1000, false, 2));
    viewer.takeRtp();
    world.passMillis(20);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void aPacketThatAnotherFollowsAtOnceDoesNotComeAgain() {
    report(FIVE_PERCENT);
    publisher.send(frame(2, 3000, 1000, false, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));
    viewer.takeRtp();
    world.passMillis(20);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(3);
  }

  @Test
  void anAnswerComesTwice() {
    report(FIVE_PERCENT);
    publisher.send(frame(2, 3000, 1000, false, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));
    int lost = viewer.takeRtp().getFirst().sequenceNumber();

    viewer.sendRtcp(writer -> writer.nack(77, 5000, new int[] {lost}, 0, 1));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(2, 2);
  }

  @Test
  void whatReachedUsLateGoesOutTwice() {
    report(FIVE_PERCENT);
    publisher.send(frame(3, 6000, 1000, false, 3));
    world.passMillis(20);
    viewer.takeRtp();

    publisher.send(rtx(frame(2, 3000, 1000, false, 2), 97, 800, 1001));

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(2, 2);
  }

  @Test
  void aViewerThatLosesNothingGetsNothingTwice() {
    report(2);
    publisher.send(frame(2, 3000, 1000, false, 2));
    viewer.takeRtp();
    world.passMillis(100);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void theCareEndsFiveSecondsAfterTheLastLoss() {
    report(FIVE_PERCENT);
    world.skipMillis(5_001);
    report(0);
    publisher.send(frame(2, 3000, 1000, false, 2));
    viewer.takeRtp();
    world.passMillis(100);

    assertThat(viewer.takeRtp()).isEmpty();
  }
}

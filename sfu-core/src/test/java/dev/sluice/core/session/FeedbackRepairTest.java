package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.numberOf;
import static dev.sluice.core.session.TestMedia.packet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.RtpPacket;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What transport-wide feedback reports missing comes again, although no request for it came. */
class FeedbackRepairTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
  private int frames;
  private int feedbacks;

  /** Transport-wide numbers 1 to 3. */
  @BeforeEach
  void playThreeFrames() {
    video.play(camera);
    world.settle();
    sendFrames(3);
    reportOnly(1, 2, 3);
    viewer.takeRtp();
  }

  private void sendFrames(int count) {
    for (int i = 0; i < count; i++) {
      frames++;
      publisher.send(frame(frames, 3000 * frames, 1000, frames == 1, frames));
    }
  }

  /** The transport-wide numbers that arrived; those between them did not. */
  private void reportOnly(int... arrived) {
    TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    builder.begin(arrived[0], feedbacks++);
    for (int number : arrived) {
      builder.add(number, number * 1_000_000L);
    }
    viewer.sendRtcp(writer -> writer.transportFeedback(77, 5000, builder));
  }

  @Test
  void nothingComesAgainWhileTheLoopIsBehind() {
    sendFrames(3);
    viewer.takeRtp();
    loop.setBehind(true);

    reportOnly(4, 6);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void aMissingPacketComesAgainAsRtxWithoutBeingAskedFor() {
    sendFrames(3);
    viewer.takeRtp();

    reportOnly(4, 6);

    RtpPacket again = viewer.takeRtp().getFirst();
    assertThat(again.ssrc()).isEqualTo(5001);
    assertThat(numberOf(again)).isEqualTo(5);
  }

  @Test
  void threeLossesInARowAreNotTakenForChance() {
    sendFrames(5);
    reportOnly(4, 8);
    viewer.takeRtp();

    sendFrames(1);
    viewer.takeRtp();
    world.passMillis(20);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(frames);
  }

  @Test
  void whatIsMissingComesTwiceAsRepairsGetLostToo() {
    sendFrames(4);
    viewer.takeRtp();

    reportOnly(4, 7);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(5, 5, 6, 6);
  }

  @Test
  void twoLossesAre() {
    sendFrames(4);
    reportOnly(4, 7);

    sendFrames(1);
    viewer.takeRtp();
    world.passMillis(20);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void aRetransmissionThatGotLostComesAgainToo() {
    sendFrames(3);
    reportOnly(4, 6);
    sendFrames(1);
    world.skipMillis(100);
    viewer.takeRtp();

    // 7 and 8 were the retransmissions of 5.
    reportOnly(6, 9);

    assertThat(viewer.takeRtp()).extracting(TestMedia::numberOf).containsExactly(5, 5);
  }

  @Test
  void whatHasBeenSentAgainSinceIsLeftToItsOwnReport() {
    sendFrames(3);
    int lost = viewer.takeRtp().get(1).sequenceNumber();
    viewer.sendRtcp(writer -> writer.nack(77, 5000, new int[] {lost}, 0, 1));
    viewer.takeRtp();
    world.skipMillis(100);

    reportOnly(4, 6);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void aRetransmissionLostWhoseOriginalHasComeIsNotRepeated() {
    sendFrames(3);
    int late = viewer.takeRtp().get(1).sequenceNumber();
    viewer.sendRtcp(writer -> writer.nack(77, 5000, new int[] {late}, 0, 1));
    sendFrames(1);
    viewer.takeRtp();
    world.skipMillis(100);

    reportOnly(4, 5, 6, 9);

    assertThat(viewer.takeRtp()).isEmpty();
  }

  /** As after a pause of the network, when few packets of a narrow stream are missing. */
  @Test
  void whatCannotBeHadAnyMoreMakesForAKeyframe() {
    for (int i = 0; i < 200; i++) {
      frames++;
      byte[] payload = Arrays.copyOf(TestMedia.vp8Payload(true, false, 0), 1100);
      world.skipMillis(25);
      publisher.send(packet(96, true, frames, 3000 * frames, 1000, new byte[0], payload));
    }
    viewer.takeRtp();
    publisher.forgetSent();

    reportOnly(4, 15);

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
    assertThat(viewer.takeRtp()).isEmpty();
  }

  /** As after an outage, when what is missing could still be had, and would come much too late. */
  @Test
  void whatHasBeenMissingForMoreThanASecondMakesForAKeyframe() {
    sendFrames(20);
    viewer.takeRtp();
    world.skipMillis(1001);
    publisher.forgetSent();

    reportOnly(4, 23);

    assertThat(publisher.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
    assertThat(viewer.takeRtp()).isEmpty();
  }

  @Test
  void whatWentOutTooLongAgoToBeRememberedDoesNotComeAgain() {
    sendFrames(600);
    viewer.takeRtp();

    reportOnly(4, 6);

    assertThat(viewer.takeRtp()).isEmpty();
  }
}

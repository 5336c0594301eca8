package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.rtp.MediaKind;
import org.junit.jupiter.api.Test;

/** What an operator's counters are made of: they never go back. */
class SessionTotalsTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private static long received(TestPeer peer, Count count) {
    return peer.session().totals().traffic().get(Direction.RECEIVED, MediaKind.VIDEO, count);
  }

  private static long sent(TestPeer peer, Count count) {
    return peer.session().totals().traffic().get(Direction.SENT, MediaKind.VIDEO, count);
  }

  private void sendThreeFrames() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(2, 3000, 1000, false, 2));
    publisher.send(frame(3, 6000, 1000, false, 3));
  }

  @Test
  void whatWasReceivedAndSentIsCountedByKind() {
    sendThreeFrames();

    assertThat(received(publisher, Count.PACKETS)).isEqualTo(3);
    assertThat(received(publisher, Count.KEYFRAMES)).isEqualTo(1);
    assertThat(sent(viewer, Count.PACKETS)).isEqualTo(3);
    assertThat(sent(viewer, Count.BYTES)).isGreaterThan(3);
    assertThat(sent(publisher, Count.PACKETS)).isZero();
    assertThat(
            viewer.session().totals().traffic().get(Direction.SENT, MediaKind.AUDIO, Count.PACKETS))
        .isZero();
  }

  @Test
  void whatHasEndedStaysCounted() {
    sendThreeFrames();
    long bytes = sent(viewer, Count.BYTES);
    video.close();
    camera.close();
    world.settle();

    assertThat(received(publisher, Count.PACKETS)).isEqualTo(3);
    assertThat(sent(viewer, Count.PACKETS)).isEqualTo(3);
    assertThat(sent(viewer, Count.BYTES)).isEqualTo(bytes);
  }

  @Test
  void dropsOfASubscriptionStayCountedAfterItsEnd() {
    video.play(camera);
    world.settle();
    publisher.send(frame(1, 0, 1000, false, 1));
    video.close();
    world.settle();

    assertThat(viewer.session().totals().traffic().drops(DropReason.WAITING_FOR_KEYFRAME))
        .isEqualTo(1);
  }

  @Test
  void aPacketThatComesLateDoesNotTakeItsLossBack() {
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    publisher.send(frame(3, 6000, 1000, false, 3));
    world.passMillis(1_100);
    assertThat(received(publisher, Count.LOST)).isEqualTo(1);

    publisher.send(frame(2, 3000, 1000, false, 2));
    world.passMillis(1_100);

    assertThat(received(publisher, Count.LOST)).isEqualTo(1);
  }

  @Test
  void theViewersWorstLossIsShown() {
    sendThreeFrames();
    int ssrc = viewer.takeRtp().getFirst().ssrc();
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(ssrc, 64, 1, 3, 0, 0, 0);
        });

    assertThat(viewer.session().totals().sentLoss()).isEqualTo(0.25);
    assertThat(sent(viewer, Count.LOST)).isEqualTo(1);
  }
}

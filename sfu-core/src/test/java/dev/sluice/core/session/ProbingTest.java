package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session sends to find out how much its viewer's path carries. */
class ProbingTest {

  private static final int TRANSPORT_CC = 5;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final List<RtpPacket> received = new ArrayList<>();
  private int frames;
  private int feedbacks;
  private int reported;

  private void play(RtpParameters parameters) {
    Subscription video = viewer.session().subscribe(parameters);
    video.play(camera);
    world.settle();
  }

  /** A tenth of a second of video, and perhaps a report that all of it came at once. */
  private void pass(boolean report) {
    for (int i = 0; i < 3; i++) {
      frames++;
      publisher.send(frame(frames, 3000 * frames, 1000, frames == 1, frames));
      world.passMillis(30);
    }
    List<RtpPacket> came = viewer.takeRtp();
    received.addAll(came);
    if (report && !came.isEmpty()) {
      report(came);
    }
  }

  private void report(List<RtpPacket> came) {
    TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    builder.begin(numberOf(came.getFirst()), feedbacks++);
    for (RtpPacket packet : came) {
      builder.add(numberOf(packet), 1_000_000_000L + reported++ * 1_000_000L);
    }
    viewer.sendRtcp(writer -> writer.transportFeedback(77, 5000, builder));
  }

  private static int numberOf(RtpPacket packet) {
    int offset = packet.findExtension(TRANSPORT_CC);
    assertThat(offset).isNotNegative();
    return TransportSequenceNumber.read(packet.buffer(), offset);
  }

  private List<RtpPacket> padding() {
    return received.stream().filter(packet -> packet.paddingLength() > 0).toList();
  }

  @Test
  void paddingGoesOutOnTheRtxStreamWithoutAnOriginal() {
    play(TestMedia.receivedVideo());
    viewer.session().setDesiredBps(3_000_000);

    for (int i = 0; i < 5; i++) {
      pass(true);
    }

    assertThat(padding()).hasSizeGreaterThan(5);
    assertThat(padding())
        .allSatisfy(
            packet -> {
              assertThat(packet.ssrc()).isEqualTo(5001);
              assertThat(packet.payloadType()).isEqualTo(121);
              assertThat(packet.payloadLength()).isZero();
            });
    assertThat(viewer.session().snapshot().probes()).isPositive();
    assertThat(viewer.session().snapshot().paddingBytesSent())
        .isEqualTo(padding().stream().mapToLong(RtpPacket::length).sum());
  }

  @Test
  void numbersAndRtxNumbersGoOnWithoutGaps() {
    play(TestMedia.receivedVideo());
    viewer.session().setDesiredBps(3_000_000);

    for (int i = 0; i < 5; i++) {
      pass(true);
    }

    for (int i = 0; i < received.size(); i++) {
      assertThat(numberOf(received.get(i))).isEqualTo(i + 1);
    }
    int first = padding().getFirst().sequenceNumber();
    for (int i = 0; i < padding().size(); i++) {
      assertThat(padding().get(i).sequenceNumber()).isEqualTo((first + i) & 0xFFFF);
    }
  }

  @Test
  void whoSendsNoFeedbackIsNotProbed() {
    play(TestMedia.receivedVideo());
    viewer.session().setDesiredBps(3_000_000);

    for (int i = 0; i < 30; i++) {
      pass(false);
    }

    assertThat(padding()).isEmpty();
    assertThat(viewer.session().snapshot().estimateLimit()).isEqualTo(EstimateLimit.START);
  }

  @Test
  void whoHasNoRtxIsNotProbed() {
    RtpParameters withRtx = TestMedia.receivedVideo();
    play(
        TestMedia.parameters(
            "2", List.of(TestMedia.vp8(120, -1)), withRtx.headerExtensions(), 5000, 0));
    viewer.session().setDesiredBps(3_000_000);

    for (int i = 0; i < 30; i++) {
      pass(true);
    }

    assertThat(padding()).isEmpty();
    assertThat(viewer.session().snapshot().probes()).isZero();
  }

  @Test
  void paddingThatGotLostIsNotSentAgain() {
    play(TestMedia.receivedVideo());
    viewer.session().setDesiredBps(3_000_000);
    for (int i = 0; i < 2; i++) {
      pass(true);
    }
    viewer.session().setDesiredBps(0);
    int before = padding().size();
    assertThat(before).isPositive();
    int lost = numberOf(padding().getLast());

    TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    builder.begin(lost - 1, feedbacks++);
    builder.add(lost - 1, 2_000_000_000L);
    builder.add(lost + 1, 2_001_000_000L);
    viewer.sendRtcp(writer -> writer.transportFeedback(77, 5000, builder));
    received.clear();
    pass(false);

    assertThat(received).allSatisfy(packet -> assertThat(packet.ssrc()).isEqualTo(5000));
  }

  @Test
  void rembAndReportsAreHeardWhereThereIsNoOtherFeedback() {
    play(TestMedia.receivedVideo());
    pass(false);

    viewer.sendRtcp(writer -> writer.bitrateEstimate(77, 1_500_000, new int[] {5000}, 1));

    assertThat(viewer.session().estimateBps()).isBetween(1_490_000L, 1_500_000L);
    assertThat(viewer.session().snapshot().estimateLimit()).isEqualTo(EstimateLimit.REMB);
  }
}

package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.frame;
import static dev.sluice.core.session.TestMedia.sound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.ExtendedReport;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sender and receiver reports, RFC 3550 section 6.4. */
class ReportTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final TestPeer viewer = world.newPeer(loop);
  private final Publication camera = publisher.session().publish(TestMedia.publishedVideo());
  private final Publication microphone = publisher.session().publish(TestMedia.publishedAudio());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
  private final Subscription audio = viewer.session().subscribe(TestMedia.receivedAudio());

  private void playBoth() {
    video.play(camera);
    audio.play(microphone);
    world.settle();
  }

  @Test
  void eachSecondThePublisherGetsAReportOfLossAndPlace() {
    world.passMillis(10);
    publisher.send(frame(65_534, 0, 1000, true, 1));
    publisher.send(frame(65_535, 3000, 1000, false, 1));
    publisher.send(frame(2, 12_000, 1000, false, 1));
    publisher.sendRtcp(writer -> writer.senderReport(1000, 0x1234_5678_9ABC_DEF0L, 0, 3, 300));
    world.passMillis(1100);

    publisher.each(
        RtcpKind.RECEIVER_REPORT,
        reader -> {
          ReportBlocks blocks = reader.receiverReport().reportBlocks();
          assertThat(blocks.count()).isEqualTo(1);
          assertThat(blocks.ssrc(0)).isEqualTo(1000);
          assertThat(blocks.highestSequenceNumber(0)).isEqualTo(0x1_0002);
          assertThat(blocks.cumulativeLost(0)).isEqualTo(2);
          assertThat(blocks.fractionLost(0)).isEqualTo(2 * 256 / 5);
          assertThat(blocks.lastSenderReport(0)).isEqualTo(0x5678_9ABC);
          assertThat(NtpTime.compactToNanos(blocks.delaySinceLastSenderReport(0)) / 1e6)
              .isCloseTo(1000, within(101.0));
        });
    assertThat(publisher.count(RtcpKind.RECEIVER_REPORT)).isEqualTo(1);
    assertThat(publisher.count(RtcpKind.SOURCE_DESCRIPTION)).isEqualTo(1);
  }

  @Test
  void aSilentStreamIsNotReportedOn() {
    world.passMillis(3000);

    assertThat(publisher.count(RtcpKind.RECEIVER_REPORT)).isZero();
  }

  @Test
  void theAnswerToOurReferenceTimeTellsTheRoundTrip() throws Exception {
    world.settle();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(1100);
    int[] reference = new int[1];
    publisher.each(
        RtcpKind.EXTENDED_REPORT,
        reader -> {
          assertThat(reader.extendedReport().nextBlock()).isTrue();
          reference[0] = NtpTime.compact(reader.extendedReport().receiverReferenceTime());
        });
    int now = NtpTime.compact(NtpTime.ofUnixNanos(world.unixNanos()));
    int held = now - reference[0];
    world.skipMillis(80);
    publisher.sendRtcp(writer -> writer.delaySinceReferenceTime(9, 1, reference[0], held));

    var statistics = publisher.session().statistics();
    world.settle();
    assertThat(statistics.get().roundTripMillis()).isCloseTo(80, within(0.1));
  }

  @Test
  void theViewersReportTellsLossAndRoundTrip() throws Exception {
    playBoth();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(200);
    int[] sent = new int[1];
    viewer.each(
        RtcpKind.SENDER_REPORT,
        reader -> sent[0] = NtpTime.compact(reader.senderReport().ntpTimestamp()));
    int held = NtpTime.compact(NtpTime.ofUnixNanos(world.unixNanos())) - sent[0];
    world.skipMillis(40);
    viewer.sendRtcp(
        writer -> {
          writer.receiverReport(77);
          writer.reportBlock(5000, 64, 12, 1, 900, sent[0], held);
        });

    var statistics = video.statistics();
    world.settle();
    assertThat(statistics.get().roundTripMillis()).isCloseTo(40, within(0.1));
    assertThat(statistics.get().fractionLost()).isEqualTo(0.25);
    assertThat(statistics.get().lost()).isEqualTo(12);
    assertThat(statistics.get().jitterMillis()).isEqualTo(10);
  }

  @Test
  void aViewerGetsSenderReportsWithItsOwnNameEachSecond() {
    playBoth();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(3250);

    Map<Integer, String> names = new HashMap<>();
    viewer.each(
        RtcpKind.SOURCE_DESCRIPTION,
        reader -> {
          assertThat(reader.sourceDescription().nextChunk()).isTrue();
          names.put(reader.sourceDescription().ssrc(), reader.sourceDescription().cname());
        });
    assertThat(names).containsExactly(Map.entry(5000, "cname-2"));
    assertThat(viewer.count(RtcpKind.SENDER_REPORT)).isEqualTo(4);
    viewer.each(
        RtcpKind.SENDER_REPORT,
        reader -> assertThat(reader.senderReport().packetCount()).isEqualTo(1));
  }

  @Test
  void lipsStayInSync() {
    playBoth();
    // The publisher's clock is hours off, and its two reports travel for different times.
    long epoch = 4_000_000_000_000_000_000L;
    long start = world.nowNanos();
    publisher.send(frame(1, 1_000_000, 1000, true, 1));
    publisher.send(sound(1, 77_000, 2000, 1));
    world.passMillis(200);
    long videoSent = epoch + world.nowNanos() - start;
    world.passMillis(30);
    publisher.sendRtcp(
        writer ->
            writer.senderReport(1000, NtpTime.ofUnixNanos(videoSent), 1_000_000 + 18_000, 1, 1));
    long audioSent = epoch + world.nowNanos() - start;
    world.passMillis(90);
    publisher.sendRtcp(
        writer -> writer.senderReport(2000, NtpTime.ofUnixNanos(audioSent), 77_000 + 11_040, 1, 1));
    RtpPacket[] first = viewer.takeRtp().toArray(RtpPacket[]::new);
    viewer.forgetSent();
    world.passMillis(1500);

    // Both first packets were captured at the same moment: the reports must say so.
    double[] captured = new double[2];
    viewer.each(
        RtcpKind.SENDER_REPORT,
        reader -> {
          boolean isVideo = reader.senderReport().ssrc() == 5000;
          RtpPacket packet = first[isVideo ? 0 : 1];
          double ago =
              (reader.senderReport().rtpTimestamp() - packet.timestamp()) / (isVideo ? 90.0 : 48.0);
          captured[isVideo ? 0 : 1] =
              NtpTime.toUnixNanos(reader.senderReport().ntpTimestamp()) / 1e6 - ago;
        });
    assertThat(captured[0]).isCloseTo(captured[1], within(1.1));
  }

  @Test
  void theReportedTimeFollowsASwitchOfTheSource() {
    playBoth();
    publisher.send(frame(1, 5_000_000, 1000, true, 1));
    TestPeer other = world.newPeer(loop);
    Publication screen = other.session().publish(TestMedia.publishedVideo());
    world.passMillis(1000);
    video.play(screen);
    world.settle();
    other.send(frame(1, 17, 1000, true, 2));
    viewer.forgetSent();
    world.passMillis(100);
    other.send(frame(2, 17 + 9000, 1000, false, 3));
    int timestamp = viewer.takeRtp().getLast().timestamp();
    world.passMillis(100);

    int[] reported = new int[1];
    viewer.each(
        RtcpKind.SENDER_REPORT, reader -> reported[0] = reader.senderReport().rtpTimestamp());
    assertThat(reported[0] - timestamp).isBetween(-9000, 9000);
  }

  @Test
  void senderReportsTellTheTimeOfTheWall() {
    playBoth();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(100);
    publisher.send(frame(2, 9000, 1000, false, 2));
    world.passMillis(2000);

    List<Long> told = new ArrayList<>();
    viewer.each(
        RtcpKind.SENDER_REPORT,
        reader -> told.add(NtpTime.toUnixNanos(reader.senderReport().ntpTimestamp())));
    assertThat(told).hasSizeGreaterThan(1).isSorted();
    assertThat(told.getLast()).isBetween(world.unixNanos() - 1_100_000_000L, world.unixNanos());
  }

  @Test
  void aViewersReferenceTimeIsAnsweredOnceWithTheNextReport() {
    playBoth();
    publisher.send(frame(1, 0, 1000, true, 1));
    world.passMillis(200);
    viewer.forgetSent();
    viewer.sendRtcp(writer -> writer.receiverReferenceTime(77, 0x1234_5678_9ABC_DEF0L));
    long arrival = world.nowNanos();
    world.passMillis(2500);

    int[] answers = new int[1];
    viewer.each(
        RtcpKind.EXTENDED_REPORT,
        reader -> {
          ExtendedReport report = reader.extendedReport();
          while (report.nextBlock()) {
            for (int i = 0; i < report.delayCount(); i++) {
              answers[0]++;
              assertThat(report.delaySsrc(i)).isEqualTo(77);
              assertThat(report.lastReceiverReport(i)).isEqualTo(0x5678_9ABC);
              assertThat(NtpTime.compactToNanos(report.delaySinceLastReceiverReport(i)))
                  .isBetween(1L, world.nowNanos() - arrival);
            }
          }
        });
    assertThat(answers[0]).isEqualTo(1);
  }
}

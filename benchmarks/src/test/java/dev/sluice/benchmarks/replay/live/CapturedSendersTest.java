package dev.sluice.benchmarks.replay.live;

import static dev.sluice.benchmarks.replay.live.Captured.OPUS;
import static dev.sluice.benchmarks.replay.live.Captured.VP8;
import static dev.sluice.benchmarks.replay.live.Captured.VP8_RTX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpPacket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CapturedSendersTest {

  private static final int SSRC = 1000;
  private static final int RTX_SSRC = 2000;

  @Test
  void whatWasLostStaysAGapInTheNumbers() {
    CapturedSender sender =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 65_534, 90)
            .packet(1, 10, SSRC, VP8, 65_535, 990)
            .packet(1, 30, SSRC, VP8, 1, 2790)
            .onlySender();

    assertThat(sender.packets()).extracting(CapturedPacket::sequence).containsExactly(0L, 1L, 3L);
    assertThat(sender.packets()).extracting(CapturedPacket::ticks).containsExactly(0L, 900L, 2700L);
    assertThat(sender.sections().getFirst().sequences()).isEqualTo(4);
  }

  @Test
  void whatCameByRtxIsSentWhenItCameAsWhatItWas() {
    CapturedSender sender =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .packet(1, 20, SSRC, VP8, 9, 1800)
            .retransmission(1, 60, RTX_SSRC, 8, 900)
            .onlySender();

    CapturedPacket last = sender.packets().getLast();
    assertThat(last.sequence()).isEqualTo(1);
    assertThat(last.nanos() - Captured.BEGIN_NANOS).isEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    RtpPacket packet = new RtpPacket();
    assertThat(packet.wrap(last.bytes(), last.offset(), last.length())).isTrue();
    assertThat(packet.payloadType()).isEqualTo(VP8);
    assertThat(packet.payloadLength()).isEqualTo(10);
  }

  @Test
  void whatCameTwiceIsSentOnce() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .packet(1, 1, SSRC, VP8, 7, 0)
            .retransmission(1, 60, RTX_SSRC, 7, 0)
            .senders();

    assertThat(all.senders().getFirst().packets()).hasSize(1);
    assertThat(all.notes()).containsExactly("2 packets of ada came twice, and are sent once.");
  }

  @Test
  void whatNobodyNegotiatedIsLeftOutAndSaid() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .packet(1, 1, 3000, 126, 7, 0)
            .senders();

    assertThat(all.senders().getFirst().packets()).hasSize(1);
    assertThat(all.notes())
        .containsExactly(
            "1 packets of ada are left out, of which nothing tells what stream they are of.");
  }

  @Test
  void onlyWhatWasSentIsOffered() {
    CapturedSender sender =
        new Captured()
            .sender(1, "ada", Captured.audio("0"), Captured.video("1"))
            .packet(1, 0, SSRC, OPUS, 7, 0)
            .onlySender();

    assertThat(sender.sections()).hasSize(1);
    assertThat(sender.sections().getFirst().offered().codecs())
        .extracting(CodecParameters::payloadType)
        .containsExactly(OPUS);
    assertThat(sender.sections().getFirst().offered().codecs().getFirst().formatParameters())
        .containsEntry("useinbandfec", "1");
  }

  @Test
  void ofSimulcastTheLargestLayerIsSent() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .layer(1, 0, SSRC, 7, 100, "l")
            .layer(1, 1, SSRC + 1, 70, 300, "h")
            .layer(1, 10, SSRC, 8, 100, "l")
            .layer(1, 11, SSRC + 1, 71, 300, "h")
            .senders();

    assertThat(all.senders().getFirst().packets())
        .extracting(CapturedPacket::sequence)
        .containsExactly(0L, 1L);
    assertThat(all.senders().getFirst().packets().getFirst().length()).isGreaterThan(300);
    assertThat(all.notes())
        .containsExactly(
            "Of the 2 streams of ada's media section 0 only the largest is sent, the layer h.");
  }

  @Test
  void sectionsWithTheSamePayloadTypesAreToldApartByMid() {
    CapturedSender sender =
        new Captured()
            .sender(1, "ada", Captured.video("0"), Captured.video("1"))
            .inSection(1, 0, SSRC, 7, "1")
            .packet(1, 10, SSRC, VP8, 8, 900)
            .inSection(1, 20, SSRC + 1, 70, "0")
            .onlySender();

    assertThat(sender.sections())
        .extracting(section -> section.offered().mid())
        .containsExactly("1", "0");
    assertThat(sender.packets()).extracting(CapturedPacket::section).containsExactly(0, 0, 1);
  }

  @Test
  void whoComesBackIsAnotherPublisher() {
    CapturedSenders all =
        new Captured()
            .sender(1, "192.0.2.1:5000", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .sender(2, "192.0.2.1:5000", Captured.video("0"))
            .packet(2, 5, SSRC, VP8, 7, 0)
            .senders();

    assertThat(all.senders())
        .extracting(CapturedSender::participant)
        .containsExactly("192.0.2.1-5000", "192.0.2.1-5000-2");
  }

  @Test
  void aSenderOfRetransmissionsAloneSendsNothing() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, RTX_SSRC, VP8_RTX, 7, 0)
            .senders();

    assertThat(all.senders()).isEmpty();
  }

  @Test
  void theClockOfEachStreamStandsWhereItsSenderReportSays() {
    CapturedSender sender =
        new Captured()
            .sender(1, "ada", Captured.audio("0"), Captured.video("1"))
            .packet(1, 0, SSRC, OPUS, 7, 48_000)
            .packet(1, 100, SSRC + 1, VP8, 7, 90_000)
            .report(1, 200, SSRC, 5_200, 48_000 + 9_600)
            .report(1, 250, SSRC + 1, 5_240, 90_000 + 9_000)
            .onlySender();

    // The sender's clock is five seconds ahead: the audio's report says what its arrival does.
    assertThat(List.of(sender.sections().getFirst().firstTicks())).containsExactly(0L);
    // At 240 ms it is 100 ms after the first packet, so at 0 it is 140 ms before.
    assertThat(sender.sections().getLast().firstTicks()).isEqualTo(-140 * 90L);
  }

  @Test
  void aRoundIsAsLongAsItsLongestStreamSoThatNoClockGoesBackwards() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .packet(1, 900, SSRC, VP8, 8, 90_000)
            .senders();

    assertThat(all.lengthNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1020));
  }

  @Test
  void aClockThatWasSetMakesNoRoundLonger() {
    CapturedSenders all =
        new Captured()
            .sender(1, "ada", Captured.video("0"))
            .packet(1, 0, SSRC, VP8, 7, 0)
            .packet(1, 900, SSRC, VP8, 8, 90_000_000)
            .senders();

    assertThat(all.lengthNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(920));
  }
}

package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.WireBytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets assembled from the diagrams of the specifications that each test names. */
final class RtcpReaderTest {
  private final RtcpReader reader = new RtcpReader();

  private void read(String text) {
    byte[] bytes = hex(text);
    assertThat(reader.wrap(bytes, 0, bytes.length)).isTrue();
    assertThat(reader.next()).isTrue();
  }

  @Test
  void aSenderReportWithABlockIsRead() {
    // RFC 3550 section 6.4.1; NTP time and DLSR are those of its figure 2.
    read(
        "81 C8 000C 11111111 B44DB705 20000000 0000A000 00000064 00002710"
            + "22222222 40 FFFFFE 00010002 00000007 B7052000 00054000");
    assertThat(reader.kind()).isEqualTo(RtcpKind.SENDER_REPORT);
    SenderReport report = reader.senderReport();
    assertThat(report.ssrc()).isEqualTo(0x11111111);
    assertThat(report.ntpTimestamp()).isEqualTo(0xB44DB705_20000000L);
    assertThat(report.rtpTimestamp()).isEqualTo(0xA000);
    assertThat(report.packetCount()).isEqualTo(100);
    assertThat(report.octetCount()).isEqualTo(10_000);
    ReportBlocks blocks = report.reportBlocks();
    assertThat(blocks.count()).isEqualTo(1);
    assertThat(blocks.ssrc(0)).isEqualTo(0x22222222);
    assertThat(blocks.fractionLost(0)).isEqualTo(0x40);
    assertThat(blocks.cumulativeLost(0)).isEqualTo(-2);
    assertThat(blocks.highestSequenceNumber(0)).isEqualTo(0x10002);
    assertThat(blocks.jitter(0)).isEqualTo(7);
    assertThat(blocks.lastSenderReport(0)).isEqualTo(0xB7052000);
    assertThat(blocks.delaySinceLastSenderReport(0)).isEqualTo(0x00054000);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aCompoundPacketIsWalkedThrough() {
    // Receiver report, SDES with "ab" (RFC 3550 section 6.5), BYE with a reason (6.6).
    byte[] bytes =
        hex(
            "80 C9 0001 00000001"
                + "81 CA 0003 00000001 01 02 6162 06 00 00 00"
                + "81 CB 0002 00000001 01 78 0000");
    assertThat(reader.wrap(bytes, 0, bytes.length)).isTrue();
    reader.next();
    assertThat(reader.kind()).isEqualTo(RtcpKind.RECEIVER_REPORT);
    assertThat(reader.receiverReport().ssrc()).isEqualTo(1);
    assertThat(reader.receiverReport().reportBlocks().count()).isZero();
    reader.next();
    assertThat(reader.kind()).isEqualTo(RtcpKind.SOURCE_DESCRIPTION);
    assertThat(reader.sourceDescription().nextChunk()).isTrue();
    assertThat(reader.sourceDescription().ssrc()).isEqualTo(1);
    assertThat(reader.sourceDescription().cname()).isEqualTo("ab");
    assertThat(reader.sourceDescription().nextChunk()).isFalse();
    reader.next();
    assertThat(reader.kind()).isEqualTo(RtcpKind.GOODBYE);
    assertThat(reader.goodbye().count()).isEqualTo(1);
    assertThat(reader.goodbye().ssrc(0)).isEqualTo(1);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void twoChunksEachHaveTheirOwnName() {
    read("82 CA 0005 00000001 01 01 61 00 00000002 01 04 62636465 0000");
    assertThat(reader.kind()).isEqualTo(RtcpKind.SOURCE_DESCRIPTION);
    SourceDescription description = reader.sourceDescription();
    description.nextChunk();
    assertThat(description.cname()).isEqualTo("a");
    description.nextChunk();
    assertThat(description.ssrc()).isEqualTo(2);
    assertThat(description.cname()).isEqualTo("bcde");
  }

  @Test
  void aNackNamesItsPidAndTheBitsOfItsBlp() {
    // RFC 4585 section 6.2.1.
    read("81 CD 0004 00000001 00000002 FFFE 8005 0100 0000");
    assertThat(reader.kind()).isEqualTo(RtcpKind.NACK);
    assertThat(reader.nack().senderSsrc()).isEqualTo(1);
    assertThat(reader.nack().mediaSsrc()).isEqualTo(2);
    List<Integer> lost = new ArrayList<>();
    for (int s = reader.nack().nextLost(); s >= 0; s = reader.nack().nextLost()) {
      lost.add(s);
    }
    assertThat(lost).containsExactly(0xFFFE, 0xFFFF, 0x0001, 0x000E, 0x0100);
  }

  @Test
  void requestsForKeyFramesAreRead() {
    // RFC 4585 section 6.3.1 and RFC 5104 section 4.3.1.
    read("81 CE 0002 00000001 00000002");
    assertThat(reader.kind()).isEqualTo(RtcpKind.PICTURE_LOSS);
    assertThat(reader.pictureLoss().mediaSsrc()).isEqualTo(2);
    read("84 CE 0006 00000001 00000000 00000002 05000000 00000003 FF000000");
    assertThat(reader.kind()).isEqualTo(RtcpKind.FULL_INTRA_REQUEST);
    assertThat(reader.fullIntraRequest().count()).isEqualTo(2);
    assertThat(reader.fullIntraRequest().ssrc(0)).isEqualTo(2);
    assertThat(reader.fullIntraRequest().commandNumber(0)).isEqualTo(5);
    assertThat(reader.fullIntraRequest().commandNumber(1)).isEqualTo(255);
  }

  @Test
  void aBitrateEstimateIsRead() {
    // draft-alvestrand-rmcat-remb-03 section 2.2: mantissa 0x20001, exponent 3.
    read("8F CE 0006 00000001 00000000 52454D42 02 0E 0001 00000002 00000003");
    assertThat(reader.kind()).isEqualTo(RtcpKind.BITRATE_ESTIMATE);
    assertThat(reader.bitrateEstimate().bitrateBps()).isEqualTo(0x20001L << 3);
    assertThat(reader.bitrateEstimate().count()).isEqualTo(2);
    assertThat(reader.bitrateEstimate().ssrc(1)).isEqualTo(3);
    read("8F CE 0004 00000001 00000000 52454D42 00 FFFFFF");
    assertThat(reader.bitrateEstimate().bitrateBps()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void receiverReferenceTimesAndTheirAnswersAreRead() {
    // RFC 3611 sections 4.4 and 4.5.
    read(
        "80 CF 000A 00000001 04 00 0002 B44DB705 20000000"
            + "01 00 0001 00000000 05 00 0003 00000002 B7052000 00054000");
    assertThat(reader.kind()).isEqualTo(RtcpKind.EXTENDED_REPORT);
    ExtendedReport report = reader.extendedReport();
    assertThat(report.nextBlock()).isTrue();
    assertThat(report.isReceiverReferenceTime()).isTrue();
    assertThat(report.receiverReferenceTime()).isEqualTo(0xB44DB705_20000000L);
    assertThat(report.delayCount()).isZero();
    assertThat(report.nextBlock()).isTrue();
    assertThat(report.isReceiverReferenceTime()).isFalse();
    assertThat(report.nextBlock()).isTrue();
    assertThat(report.delayCount()).isEqualTo(1);
    assertThat(report.delaySsrc(0)).isEqualTo(2);
    assertThat(report.lastReceiverReport(0)).isEqualTo(0xB7052000);
    assertThat(report.delaySinceLastReceiverReport(0)).isEqualTo(0x54000);
    assertThat(report.nextBlock()).isFalse();
  }

  @Test
  void paddingIsNoContent() {
    read("A1 CD 0004 00000001 00000002 0007 0000 00000004");
    assertThat(reader.kind()).isEqualTo(RtcpKind.NACK);
    assertThat(reader.nack().nextLost()).isEqualTo(7);
    assertThat(reader.nack().nextLost()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80 C9 00",
        "40 C9 0000",
        "80 C9 0001 0000",
        "80 C9 0001 00000001 80",
        "80 C9 0001 00000001 80 C9 0005 00000000",
      })
  void whatIsNoChainOfPacketsIsRejected(String text) {
    byte[] bytes = hex(text);
    assertThat(reader.wrap(bytes, 0, bytes.length)).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80 C8 0005 00000001 0000000000000000 00000000 00000000",
        "81 C9 0001 00000001",
        "80 C9 0000",
        "81 CA 0001 00000001",
        "81 CA 0002 00000001 01FF6162",
        "81 CA 0002 00000001 01026162",
        "82 CB 0001 00000001",
        "81 CD 0002 00000001 00000002",
        "81 CE 0001 00000001",
        "84 CE 0003 00000001 00000000 00000002",
        "8F CE 0004 00000001 00000000 52454D42 01000000",
        "8F CD 0003 00000001 00000002 00000001",
        "80 CF 0000",
        "80 CF 0002 00000001 04000002",
        "80 CF 0003 00000001 04000001 00000000",
        "A0 C9 0001 00000000",
        "A0 C9 0001 000000FF",
      })
  void aPacketThatContradictsItselfIsNamedMalformedAndSkipped(String text) {
    byte[] bytes = hex(text + "81 CE 0002 00000001 00000002");
    assertThat(reader.wrap(bytes, 0, bytes.length)).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.kind()).isEqualTo(RtcpKind.MALFORMED);
    assertThat(reader.next()).isTrue();
    assertThat(reader.kind()).isEqualTo(RtcpKind.PICTURE_LOSS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80 CC 0002 00000001 4E414D45",
        "83 CD 0003 00000001 00000002 00000000",
        "8F CE 0003 00000001 00000000 41424344",
      })
  void packetsOfOtherKindsAreLeftAlone(String text) {
    read(text);
    assertThat(reader.kind()).isEqualTo(RtcpKind.OTHER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vp8", "vp9", "vp9svc", "h264", "av1", "av1svc"})
  void everythingThatChromiumSendsIsRead(String name) {
    Map<RtcpKind, Integer> kinds = new EnumMap<>(RtcpKind.class);
    for (byte[] packet : WireBytes.capture("chromium-" + name + ".rtcp")) {
      assertThat(reader.wrap(packet, 0, packet.length)).isTrue();
      while (reader.next()) {
        kinds.merge(reader.kind(), 1, Integer::sum);
      }
    }
    assertThat(kinds)
        .containsKeys(
            RtcpKind.SENDER_REPORT,
            RtcpKind.RECEIVER_REPORT,
            RtcpKind.SOURCE_DESCRIPTION,
            RtcpKind.TRANSPORT_FEEDBACK)
        .doesNotContainKey(RtcpKind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"opus", "red"})
  void theFeedbackOnChromiumsAudioIsRead(String name) {
    for (byte[] packet : WireBytes.capture("chromium-" + name + ".rtcp")) {
      assertThat(reader.wrap(packet, 0, packet.length)).isTrue();
      assertThat(reader.next()).isTrue();
      assertThat(reader.kind()).isEqualTo(RtcpKind.TRANSPORT_FEEDBACK);
      assertThat(reader.transportFeedback().statusCount()).isPositive();
    }
  }

  @Test
  void chromiumsFeedbackAcknowledgesThePacketsThatItWasSent() {
    // Nothing gets lost on the loopback interface: all from the first to the last arrived.
    int next = -1;
    long last = Long.MIN_VALUE;
    for (byte[] packet : WireBytes.capture("chromium-av1.rtcp")) {
      reader.wrap(packet, 0, packet.length);
      while (reader.next()) {
        if (reader.kind() != RtcpKind.TRANSPORT_FEEDBACK) {
          continue;
        }
        TransportFeedback feedback = reader.transportFeedback();
        while (feedback.next()) {
          assertThat(feedback.received()).isTrue();
          if (next >= 0) {
            assertThat(feedback.sequenceNumber()).isEqualTo(next);
            assertThat(feedback.arrivalNanos()).isGreaterThanOrEqualTo(last);
          }
          next = feedback.sequenceNumber() + 1;
          last = feedback.arrivalNanos();
        }
      }
    }
    assertThat(next).isGreaterThan(30);
  }
}

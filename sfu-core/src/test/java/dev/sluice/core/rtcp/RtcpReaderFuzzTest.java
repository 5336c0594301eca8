package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.WireBytes.assertReadsOnlyWithin;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.rtp.WireBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever arrives as RTCP: nothing throws, and nothing outside the packet is read. */
final class RtcpReaderFuzzTest {
  @FuzzTest
  void anyBytes(byte[] packet) {
    assertReadsOnlyWithin(packet, RtcpReaderFuzzTest::observe);
  }

  @Test
  void damagedRealPackets() {
    Random random = new Random(7);
    for (byte[] packet : WireBytes.capture("chromium-vp9svc.rtcp")) {
      for (int i = 0; i < 200; i++) {
        byte[] damaged = packet.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        assertReadsOnlyWithin(damaged, RtcpReaderFuzzTest::observe);
      }
    }
  }

  @Test
  void anyContentUnderEveryHeader() {
    Random random = new Random(8);
    for (int i = 0; i < 30_000; i++) {
      byte[] packet = new byte[4 + 4 * random.nextInt(12)];
      random.nextBytes(packet);
      int type = 200 + random.nextInt(8);
      int count = random.nextInt(3) == 0 ? 15 : random.nextInt(5);
      packet[0] = (byte) (0x80 | (random.nextInt(4) == 0 ? 0x20 : 0) | count);
      packet[1] = (byte) type;
      packet[2] = 0;
      packet[3] = (byte) (packet.length / 4 - 1);
      if (packet.length > 20 && random.nextBoolean()) {
        // Few statuses, so that transport feedback is not always too short for its count.
        packet[14] = 0;
        packet[15] = (byte) random.nextInt(30);
      }
      if (packet.length > 16 && type == 206 && random.nextBoolean()) {
        System.arraycopy(
            new byte[] {'R', 'E', 'M', 'B', (byte) (packet.length / 4 - 5)}, 0, packet, 12, 5);
      }
      assertReadsOnlyWithin(packet, RtcpReaderFuzzTest::observe);
    }
  }

  private static Object observe(byte[] buffer, int offset, int length) {
    RtcpReader reader = new RtcpReader();
    if (!reader.wrap(buffer, offset, length)) {
      return "rejected";
    }
    List<Object> seen = new ArrayList<>();
    while (reader.next()) {
      seen.add(reader.kind());
      seen.add(reader.packetOffset() - offset);
      seen.add(reader.packetLength());
      switch (reader.kind()) {
        case SENDER_REPORT -> {
          SenderReport report = reader.senderReport();
          seen.add(report.ssrc());
          seen.add(report.ntpTimestamp());
          seen.add(report.rtpTimestamp());
          seen.add(report.packetCount());
          seen.add(report.octetCount());
          observe(report.reportBlocks(), seen);
        }
        case RECEIVER_REPORT -> {
          seen.add(reader.receiverReport().ssrc());
          observe(reader.receiverReport().reportBlocks(), seen);
        }
        case SOURCE_DESCRIPTION -> {
          SourceDescription description = reader.sourceDescription();
          while (description.nextChunk()) {
            seen.add(description.ssrc());
            seen.add(description.cname());
          }
        }
        case GOODBYE -> {
          for (int i = 0; i < reader.goodbye().count(); i++) {
            seen.add(reader.goodbye().ssrc(i));
          }
        }
        case NACK -> {
          seen.add(reader.nack().senderSsrc());
          seen.add(reader.nack().mediaSsrc());
          for (int s = reader.nack().nextLost(); s >= 0; s = reader.nack().nextLost()) {
            seen.add(s);
          }
        }
        case PICTURE_LOSS -> {
          seen.add(reader.pictureLoss().senderSsrc());
          seen.add(reader.pictureLoss().mediaSsrc());
        }
        case FULL_INTRA_REQUEST -> {
          FullIntraRequest request = reader.fullIntraRequest();
          seen.add(request.senderSsrc());
          for (int i = 0; i < request.count(); i++) {
            seen.add(request.ssrc(i));
            seen.add(request.commandNumber(i));
          }
        }
        case BITRATE_ESTIMATE -> {
          BitrateEstimate estimate = reader.bitrateEstimate();
          seen.add(estimate.senderSsrc());
          seen.add(estimate.bitrateBps());
          for (int i = 0; i < estimate.count(); i++) {
            seen.add(estimate.ssrc(i));
          }
        }
        case TRANSPORT_FEEDBACK -> observe(reader.transportFeedback(), seen);
        case EXTENDED_REPORT -> observe(reader.extendedReport(), seen);
        case OTHER, MALFORMED -> seen.add(reader.packetType());
      }
    }
    return seen;
  }

  private static void observe(ReportBlocks blocks, List<Object> seen) {
    for (int i = 0; i < blocks.count(); i++) {
      seen.add(blocks.ssrc(i));
      seen.add(blocks.fractionLost(i));
      seen.add(blocks.cumulativeLost(i));
      seen.add(blocks.highestSequenceNumber(i));
      seen.add(blocks.jitter(i));
      seen.add(blocks.lastSenderReport(i));
      seen.add(blocks.delaySinceLastSenderReport(i));
    }
  }

  private static void observe(TransportFeedback feedback, List<Object> seen) {
    seen.add(feedback.senderSsrc());
    seen.add(feedback.mediaSsrc());
    seen.add(feedback.referenceTime());
    seen.add(feedback.feedbackCount());
    while (feedback.next()) {
      seen.add(feedback.sequenceNumber());
      seen.add(feedback.received());
      seen.add(feedback.deltaTicks());
      seen.add(feedback.arrivalNanos());
    }
  }

  private static void observe(ExtendedReport report, List<Object> seen) {
    seen.add(report.ssrc());
    while (report.nextBlock()) {
      if (report.isReceiverReferenceTime()) {
        seen.add(report.receiverReferenceTime());
      }
      for (int i = 0; i < report.delayCount(); i++) {
        seen.add(report.delaySsrc(i));
        seen.add(report.lastReceiverReport(i));
        seen.add(report.delaySinceLastReceiverReport(i));
      }
    }
  }
}

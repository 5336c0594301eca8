package dev.sluice.core.session;

import static dev.sluice.core.session.TestMedia.packet;
import static dev.sluice.core.session.TestMedia.vp8Payload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtcp.TransportFeedback;
import dev.sluice.core.rtcp.TransportFeedbackBuilder;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtcpFeedback;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tells a publisher how much it may send, and what a viewer tells us. */
class BandwidthFeedbackTest {

  private final World world = new World();
  private final TestPeer peer = world.newPeer(world.newLoop());

  private static byte[] wideNumbered(int sequence, int wide) {
    byte[] element = TestMedia.element(3, new byte[] {(byte) (wide >> 8), (byte) wide});
    return packet(96, true, sequence, 3000 * sequence, 1000, element, vp8Payload(true, true, 1));
  }

  @Test
  void arrivalsAreFedBackWithTheirGaps() {
    peer.session().publish(TestMedia.publishedVideo());
    world.passMillis(10);
    peer.send(wideNumbered(1, 65_534));
    world.skipMillis(5);
    peer.send(wideNumbered(2, 65_535));
    world.skipMillis(5);
    peer.send(wideNumbered(3, 1));

    world.passMillis(200);

    List<String> told = new ArrayList<>();
    List<Long> arrivals = new ArrayList<>();
    peer.each(
        RtcpKind.TRANSPORT_FEEDBACK,
        reader -> {
          TransportFeedback feedback = reader.transportFeedback();
          while (feedback.next()) {
            told.add(feedback.sequenceNumber() + (feedback.received() ? "" : " lost"));
            if (feedback.received()) {
              arrivals.add(feedback.arrivalNanos());
            }
          }
        });
    assertThat(told).containsExactly("65534", "65535", "0 lost", "1");
    assertThat(arrivals.get(1) - arrivals.get(0)).isEqualTo(5_000_000);
    assertThat(arrivals.get(2) - arrivals.get(1)).isEqualTo(5_000_000);
  }

  @Test
  void aLatePacketIsReportedOnceMore() {
    peer.session().publish(TestMedia.publishedVideo());
    world.passMillis(10);
    peer.send(wideNumbered(1, 10));
    peer.send(wideNumbered(3, 12));
    world.passMillis(150);
    peer.forgetSent();
    peer.send(wideNumbered(2, 11));
    world.passMillis(150);

    List<Integer> received = new ArrayList<>();
    peer.each(
        RtcpKind.TRANSPORT_FEEDBACK,
        reader -> {
          while (reader.transportFeedback().next()) {
            if (reader.transportFeedback().received()) {
              received.add(reader.transportFeedback().sequenceNumber());
            }
          }
        });
    assertThat(received).startsWith(11);
  }

  @Test
  void feedbackComesTenTimesASecondAtFirstAndOftenerAtSpeed() {
    peer.session().publish(TestMedia.publishedVideo());
    world.passMillis(10);
    for (int i = 0; i < 100; i++) {
      peer.send(wideNumbered(i, i));
      world.passMillis(10);
    }
    assertThat(peer.count(RtcpKind.TRANSPORT_FEEDBACK)).isBetween(9, 11);
    peer.forgetSent();
    for (int i = 100; i < 2100; i++) {
      peer.send(wideNumbered(i, i));
      if (i % 10 == 0) {
        world.passMillis(10);
      }
    }
    peer.forgetSent();
    for (int i = 2100; i < 3100; i++) {
      peer.send(wideNumbered(i, i));
      if (i % 10 == 0) {
        world.passMillis(10);
      }
    }

    assertThat(peer.count(RtcpKind.TRANSPORT_FEEDBACK)).isBetween(18, 22);
  }

  @Test
  void whereOnlyRembIsNegotiatedItGrowsWithoutLoss() {
    peer.session()
        .publish(
            TestMedia.parameters(
                "0",
                List.of(
                    TestMedia.video(
                        Codec.VP8, 96, -1, EnumSet.of(RtcpFeedback.GOOG_REMB, RtcpFeedback.NACK))),
                Map.of(),
                1000,
                0));
    world.passMillis(10);
    byte[] payload = new byte[1200];
    System.arraycopy(vp8Payload(true, true, 1), 0, payload, 0, 15);
    for (int i = 0; i < 5000; i++) {
      peer.send(packet(96, true, i, i, 1000, new byte[0], payload));
      if (i % 5 == 0) {
        world.passMillis(10);
      }
    }

    List<Long> estimates = new ArrayList<>();
    peer.each(
        RtcpKind.BITRATE_ESTIMATE, reader -> estimates.add(reader.bitrateEstimate().bitrateBps()));
    assertThat(estimates).hasSizeGreaterThan(5).isSorted();
    assertThat(estimates.getLast()).isGreaterThan(5_000_000);
    assertThat(peer.count(RtcpKind.TRANSPORT_FEEDBACK)).isZero();
  }

  @Test
  void withTransportWideFeedbackThereIsNoRemb() {
    peer.session().publish(TestMedia.publishedVideo());
    world.passMillis(10);
    peer.send(wideNumbered(1, 1));
    world.passMillis(3000);

    assertThat(peer.count(RtcpKind.BITRATE_ESTIMATE)).isZero();
  }

  @Test
  void whoSendsMoreThanItMayIsToldSoAndItsFeedbackReportsTheRestLost() throws Exception {
    Publication camera = peer.session().publish(TestMedia.publishedVideo());
    peer.session().limitReceivedBps(100_000);
    world.passMillis(10);
    int sent = 5000;
    for (int i = 0; i < sent; i++) {
      peer.send(wideNumbered(i, i));
      if (i % 10 == 0) {
        world.passMillis(10);
      }
    }
    world.passMillis(200);

    List<Long> told = new ArrayList<>();
    peer.each(RtcpKind.BITRATE_ESTIMATE, reader -> told.add(reader.bitrateEstimate().bitrateBps()));
    assertThat(told).isNotEmpty().allSatisfy(bps -> assertThat(bps).isBetween(89_000L, 90_000L));
    int[] lost = {0};
    peer.each(
        RtcpKind.TRANSPORT_FEEDBACK,
        reader -> {
          while (reader.transportFeedback().next()) {
            lost[0] += reader.transportFeedback().received() ? 0 : 1;
          }
        });
    var statistics = camera.statistics();
    world.settle();
    long dropped = statistics.get().drops().get(DropReason.OVER_BITRATE_LIMIT);
    assertThat(dropped).isGreaterThan(sent / 4);
    assertThat(lost[0]).isBetween((int) dropped - 5, (int) dropped);
  }

  @Test
  void aViewersFeedbackIsCounted() throws Exception {
    TransportFeedbackBuilder builder = new TransportFeedbackBuilder();
    builder.begin(1, 0);
    builder.add(1, 1_000_000);
    builder.add(4, 2_000_000);
    world.settle();
    peer.sendRtcp(writer -> writer.transportFeedback(7, 5000, builder));

    var statistics = peer.session().statistics();
    world.settle();
    assertThat(statistics.get().transportCcPacketsReceived()).isEqualTo(2);
    assertThat(statistics.get().transportCcPacketsLost()).isEqualTo(2);
  }
}

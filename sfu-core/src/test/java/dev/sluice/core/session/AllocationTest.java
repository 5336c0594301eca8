package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AllocationMeter;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A packet that is forwarded, repaired or reported on allocates nothing. What comes once a second
 * and connection may: a publisher's sender report leaves one small object.
 */
class AllocationTest {

  /** Ten seconds of media, ten times over. */
  private static final int MEASURED_PACKETS = 3_000;

  private static final Map<HeaderExtension, Integer> AUDIO =
      Map.of(
          HeaderExtension.AUDIO_LEVEL, 1,
          HeaderExtension.ABS_SEND_TIME, 2,
          HeaderExtension.TRANSPORT_CC, 3,
          HeaderExtension.MID, 4);

  @ParameterizedTest
  @CsvSource({"VP8, 96", "VP9, 98", "H264, 102", "AV1, 45"})
  void videoOnOneLoopAllocatesNothing(Codec codec, int payloadType) {
    assertAllocationFree(
        CapturedRooms.video(codec, payloadType, CapturedRooms.TRANSPORT_CC, false));
  }

  @Test
  void videoToAnotherLoopAllocatesNothing() {
    assertAllocationFree(CapturedRooms.video(Codec.AV1, 45, CapturedRooms.TRANSPORT_CC, true));
  }

  @Test
  void aPublisherOfTheOldBandwidthFeedbackCostsNothingEither() {
    assertAllocationFree(CapturedRooms.video(Codec.VP8, 96, CapturedRooms.REMB, false));
  }

  @Test
  void redundantAudioAllocatesNothing() {
    CodecParameters red = TestMedia.audio(Codec.RED, 63);
    BusyRoom room =
        new BusyRoom(
            CapturedRooms.capture("red", 63),
            CapturedRooms.parameters("0", AUDIO, false, 1000, 0, red, opus(111)),
            false);
    room.addViewer(
        CapturedRooms.parameters(
            "1", AUDIO, false, 5000, 0, TestMedia.audio(Codec.RED, 121), opus(109)),
        true,
        false);
    room.addViewer(
        CapturedRooms.parameters("2", Map.of(), false, 6000, 0, opus(109)), false, false);

    List<SubscriptionStatistics> viewers = assertRunsWithoutAllocation(room);

    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.packets()).isGreaterThan(20_000));
  }

  private static void assertAllocationFree(BusyRoom room) {
    List<SubscriptionStatistics> viewers = assertRunsWithoutAllocation(room);

    // That something was measured.
    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.packets()).isGreaterThan(20_000));
    assertThat(viewers.subList(0, 5))
        .allSatisfy(viewer -> assertThat(viewer.retransmitted()).isGreaterThan(500));
    assertThat(viewers.getLast().parity()).isGreaterThan(1000);
    assertThat(room.feedbackToPublisher()).isGreaterThan(500);
  }

  private static List<SubscriptionStatistics> assertRunsWithoutAllocation(BusyRoom room) {
    assertThat(AllocationMeter.bytesOf(() -> room.run(MEASURED_PACKETS))).isZero();

    return room.statistics();
  }

  private static CodecParameters opus(int payloadType) {
    return TestMedia.opus(payloadType);
  }
}

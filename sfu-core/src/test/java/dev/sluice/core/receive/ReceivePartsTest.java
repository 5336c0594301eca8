package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.rtp.NtpTime;
import org.junit.jupiter.api.Test;

/** The small parts of a receiver, each by itself. */
class ReceivePartsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void theWindowTellsDuplicatesAsFarBackAsItReaches() {
    ReceiveWindow window = new ReceiveWindow();
    assertThat(window.add(70_000)).isZero();
    assertThat(window.add(70_000 + ReceiveWindow.SIZE - 1)).isZero();
    assertThat(window.add(70_001)).isZero();

    assertThat(window.add(70_000)).isEqualTo(RtpReceiver.DUPLICATE);
    assertThat(window.add(70_001)).isEqualTo(RtpReceiver.DUPLICATE);
    assertThat(window.add(69_999)).isEqualTo(RtpReceiver.TOO_OLD);
  }

  @Test
  void theWindowForgetsWhatItPassed() {
    ReceiveWindow window = new ReceiveWindow();
    window.add(70_000);
    window.add(70_000 + ReceiveWindow.SIZE + 5);

    assertThat(window.add(70_000 + 6)).isZero();
    assertThat(window.add(70_000 + ReceiveWindow.SIZE)).isZero();
  }

  @Test
  void sequenceNumbersWrapWithoutAJump() {
    SequenceTracker tracker = new SequenceTracker();
    long before = tracker.track(65_535);

    assertThat(tracker.track(0)).isEqualTo(before + 1);
    assertThat(tracker.restarts()).isZero();
  }

  @Test
  void twoPacketsInARowMakeARestart() {
    SequenceTracker tracker = new SequenceTracker();
    tracker.track(1);

    assertThat(tracker.track(30_000)).isEqualTo(RtpReceiver.SEQUENCE_JUMP);
    assertThat(tracker.track(40_000)).isEqualTo(RtpReceiver.SEQUENCE_JUMP);
    assertThat(tracker.track(40_001)).isNotNegative();
    assertThat(tracker.restarts()).isEqualTo(1);
  }

  @Test
  void keyframeRequestsKeepTheirDistanceAndBecomeRarer() {
    KeyFrameRequests requests = new KeyFrameRequests();
    requests.request();
    assertThat(requests.takeDue(0)).isTrue();
    requests.request();
    assertThat(requests.takeDue(SECOND / 5)).isFalse();

    assertThat(requests.takeDue(SECOND / 2)).isTrue();
    assertThat(requests.takeDue(SECOND)).isFalse();
    assertThat(requests.takeDue(SECOND * 3 / 2)).isTrue();
    assertThat(requests.takeDue(SECOND * 3)).isFalse();
    assertThat(requests.takeDue(SECOND * 7 / 2)).isTrue();
  }

  @Test
  void aRequestRightAfterAKeyframeIsHonoured() {
    KeyFrameRequests requests = new KeyFrameRequests();
    requests.request();
    requests.takeDue(0);
    requests.onKeyFrame();
    assertThat(requests.takeDue(SECOND)).isFalse();

    requests.request();

    assertThat(requests.takeDue(SECOND)).isTrue();
  }

  @Test
  void rembFallsUnderLossAndStaysUnderALittle() {
    RembEstimate remb = new RembEstimate();
    long initial = remb.bitrateBps();
    remb.update(2_000_000, 15);
    assertThat(remb.bitrateBps()).isEqualTo(initial);

    remb.update(2_000_000, 128);

    assertThat(remb.bitrateBps()).isEqualTo(1_500_000);
  }

  @Test
  void rembGrowsNoFurtherThanTwiceWhatArrives() {
    RembEstimate remb = new RembEstimate();
    for (int i = 0; i < 20; i++) {
      remb.update(4_000_000, 0);
    }

    assertThat(remb.bitrateBps()).isEqualTo(8_000_000);
  }

  @Test
  void allStreamsOfAPublisherShareOneOffset() {
    PublisherClock clock = new PublisherClock();
    long sender = 1_800_000_000L * SECOND;
    long audio = clock.localNanos(NtpTime.ofUnixNanos(sender), 5 * SECOND);
    long video = clock.localNanos(NtpTime.ofUnixNanos(sender + SECOND), 6 * SECOND + SECOND / 4);

    assertThat(audio).isEqualTo(5 * SECOND);
    assertThat((video - audio) / 1e6).isCloseTo(1000, within(1.01));
  }

  @Test
  void aClockThatIsSetIsTakenAnew() {
    PublisherClock clock = new PublisherClock();
    clock.localNanos(NtpTime.ofUnixNanos(0), 5 * SECOND);

    assertThat(clock.localNanos(NtpTime.ofUnixNanos(3600 * SECOND), 6 * SECOND))
        .isEqualTo(6 * SECOND);
  }

  @Test
  void theRoundTripIsWhatTheAnswerTookLessWhatItWasHeld() {
    RoundTrip roundTrip = new RoundTrip();
    int sent = NtpTime.compact(NtpTime.ofUnixNanos(10 * SECOND));
    int held = NtpTime.compactOfNanos(SECOND / 2);

    roundTrip.onAnswer(sent, held, 10 * SECOND + SECOND / 2 + SECOND / 10);

    assertThat(roundTrip.nanos() / 1e6).isCloseTo(100, within(0.1));
  }

  @Test
  void anImpossibleAnswerIsNoRoundTrip() {
    RoundTrip roundTrip = new RoundTrip();
    roundTrip.onAnswer(0, 0, SECOND);
    roundTrip.onAnswer(12345, 0, SECOND * 1000);

    assertThat(roundTrip.nanos()).isZero();
  }

  @Test
  void anInstantAnswerIsNotAnUnknownOne() {
    RoundTrip roundTrip = new RoundTrip();
    int sent = NtpTime.compact(NtpTime.ofUnixNanos(10 * SECOND));

    roundTrip.onAnswer(sent, 1, 10 * SECOND);

    assertThat(roundTrip.nanos()).isEqualTo(1);
  }
}

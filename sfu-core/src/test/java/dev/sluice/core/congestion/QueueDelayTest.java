package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QueueDelayTest {

  private static final long MILLI_NANOS = 1_000_000;
  private static final long CLOCK_OFFSET_NANOS = 77_000_000_000L;

  private final QueueDelay queue = new QueueDelay();

  private void arrive(long sentMillis, long delayMillis) {
    long sent = sentMillis * MILLI_NANOS;
    queue.onArrived(sent, sent + CLOCK_OFFSET_NANOS + delayMillis * MILLI_NANOS);
  }

  @Test
  void theLeastDelayIsNoQueue() {
    arrive(0, 40);
    arrive(100, 25);
    arrive(200, 55);

    assertThat(queue.nanos()).isEqualTo(30 * MILLI_NANOS);
  }

  @Test
  void whatWaitsForItsOwnFrameDoesNotCount() {
    for (int frame = 0; frame < 30; frame++) {
      for (int packet = 0; packet < 5; packet++) {
        arrive(33L * frame, 20 + 6 * packet);
      }
    }

    assertThat(queue.nanos()).isZero();
    assertThat(queue.trend()).isCloseTo(0, within(0.001));
  }

  @Test
  void theTrendIsWhatIsSentTooMuch() {
    // A fifth more than the link carries: after each frame's time a fifth of it more waits.
    for (int frame = 0; frame < 30; frame++) {
      arrive(30L * frame, 20 + 6 * frame);
    }

    // By the receiver's clock, on which frames come at intervals of 36 ms.
    assertThat(queue.trend()).isCloseTo(6.0 / 36, within(0.001));
  }

  @Test
  void whatStandsIsTheLeastOfTheLastMoments() {
    for (int i = 0; i < 10; i++) {
      arrive(30L * i, 20);
    }
    for (int i = 10; i < 20; i++) {
      arrive(30L * i, i % 2 == 0 ? 50 : 90);
    }

    assertThat(queue.standingNanos()).isEqualTo(30 * MILLI_NANOS);
  }

  @Test
  void anotherRoutesDelayIsNoQueueForLong() {
    for (int i = 0; i < 3000; i++) {
      arrive(30L * i, i < 100 ? 20 : 80);
    }

    assertThat(queue.nanos()).isZero();
  }

  @Test
  void aClockThatIsSetBeginsAnew() {
    arrive(0, 20);
    arrive(30, 3_600_000);
    arrive(60, 3_600_005);

    assertThat(queue.nanos()).isEqualTo(5 * MILLI_NANOS);
  }
}

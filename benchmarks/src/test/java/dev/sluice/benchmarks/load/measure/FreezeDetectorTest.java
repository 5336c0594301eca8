package dev.sluice.benchmarks.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FreezeDetectorTest {

  private static final long MILLI = 1_000_000;

  private final FreezeDetector detector = new FreezeDetector();
  private long nowNanos;

  @Test
  void seesNoneInAnEvenPicture() {
    for (int i = 0; i < 100; i++) {
      assertThat(frameAfter(33)).isZero();
    }
  }

  @Test
  void countsAFrameThatComesMoreThan150MillisecondsLaterThanOnAverage() {
    playEvenly(33);

    assertThat(frameAfter(182)).isZero();
    playEvenly(33);
    assertThat(frameAfter(184)).isEqualTo(184 * MILLI);
  }

  @Test
  void allowsThreeIntervalsWhereThatIsMore() {
    playEvenly(200);

    assertThat(frameAfter(599)).isZero();
    playEvenly(200);
    assertThat(frameAfter(600)).isEqualTo(600 * MILLI);
  }

  @Test
  void needsFiveIntervalsToKnowWhatIsNormal() {
    frameAfter(0);
    for (int i = 0; i < 4; i++) {
      frameAfter(33);
    }
    assertThat(frameAfter(1000)).isZero();
  }

  @Test
  void tellsOfAPictureThatStandsStillYet() {
    playEvenly(33);

    assertThat(detector.ongoingNanos(nowNanos + 100 * MILLI)).isZero();
    assertThat(detector.ongoingNanos(nowNanos + 500 * MILLI)).isEqualTo(500 * MILLI);
  }

  private void playEvenly(long millis) {
    for (int i = 0; i < 31; i++) {
      frameAfter(millis);
    }
  }

  private long frameAfter(long millis) {
    nowNanos += millis * MILLI;
    return detector.onFrame(nowNanos);
  }
}

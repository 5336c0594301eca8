package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreezeDetectorTest {

  private final FreezeDetector detector = new FreezeDetector();

  private void play(int frames, long intervalMillis) {
    for (int i = 0; i < frames; i++) {
      assertThat(detector.add(intervalMillis * Simulation.MILLI)).isFalse();
    }
  }

  private boolean afterMillis(long millis) {
    return detector.add(millis * Simulation.MILLI);
  }

  @Test
  void atThirtyFramesItIsTheMeanAnd150Milliseconds() {
    play(30, 33);

    assertThat(detector.isFreeze(183 * Simulation.MILLI)).isFalse();
    assertThat(detector.isFreeze(184 * Simulation.MILLI)).isTrue();
  }

  @Test
  void atFewFramesItIsThreeTimesTheMean() {
    play(30, 100);

    assertThat(afterMillis(300)).isFalse();
    assertThat(afterMillis(330)).isTrue();
  }

  @Test
  void theFirstFramesMakeNoMean() {
    play(4, 33);

    assertThat(afterMillis(1_000)).isFalse();
  }

  @Test
  void onlyTheLastThirtyIntervalsCount() {
    play(30, 33);
    play(30, 66);

    assertThat(detector.isFreeze(210 * Simulation.MILLI)).isFalse();
    assertThat(detector.isFreeze(217 * Simulation.MILLI)).isTrue();
  }
}

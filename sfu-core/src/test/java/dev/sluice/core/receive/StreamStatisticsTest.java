package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StreamStatisticsTest {

  private static final int CLOCK = 90_000;

  private final StreamStatistics statistics = new StreamStatistics();

  @Test
  void lossIsWhatWasExpectedLessWhatCame() {
    statistics.onPacket(65_536, 0, CLOCK, 0);
    statistics.onPacket(65_540, 0, CLOCK, 0);

    assertThat(statistics.lost()).isEqualTo(3);
    statistics.closeInterval();
    assertThat(statistics.fractionLost()).isEqualTo(3 * 256 / 5);
  }

  @Test
  void eachIntervalHasAFractionOfItsOwn() {
    statistics.onPacket(65_536, 0, CLOCK, 0);
    statistics.onPacket(65_540, 0, CLOCK, 0);
    statistics.closeInterval();
    statistics.onPacket(65_541, 0, CLOCK, 0);
    statistics.closeInterval();

    assertThat(statistics.fractionLost()).isZero();
    assertThat(statistics.lost()).isEqualTo(3);
  }

  @Test
  void latePacketsAndDuplicatesMakeUpForLoss() {
    statistics.onPacket(65_536, 0, CLOCK, 0);
    statistics.onPacket(65_538, 0, CLOCK, 0);
    statistics.closeInterval();
    statistics.onPacket(65_537, 0, CLOCK, 0);
    statistics.closeInterval();

    assertThat(statistics.lost()).isZero();
    assertThat(statistics.fractionLost()).isZero();
  }

  @Test
  void anEvenPaceHasNoJitter() {
    for (int i = 0; i < 100; i++) {
      statistics.onPacket(65_536 + i, i * 900, CLOCK, i * 10_000_000L);
    }

    assertThat(statistics.jitter()).isZero();
  }

  @Test
  void jitterNearsTheMeanDeviation() {
    // Every other packet 5 ms late: each differs from its neighbour by 5 ms = 450 ticks.
    for (int i = 0; i < 200; i++) {
      statistics.onPacket(65_536 + i, i * 900, CLOCK, i * 10_000_000L + (i % 2) * 5_000_000L);
    }

    assertThat((double) statistics.jitter()).isCloseTo(450, within(5.0));
    assertThat(statistics.jitterMillis()).isCloseTo(5, within(0.1));
  }

  @Test
  void packetsOfOneFrameAreNoJitter() {
    for (int i = 0; i < 100; i++) {
      statistics.onPacket(65_536 + 2 * i, i * 3000, CLOCK, i * 33_333_333L);
      statistics.onPacket(65_537 + 2 * i, i * 3000, CLOCK, i * 33_333_333L + 3_000_000);
    }

    assertThat(statistics.jitter()).isLessThanOrEqualTo(1);
  }

  @Test
  void aRestartKeepsWhatWasLostBefore() {
    statistics.onPacket(65_536, 0, CLOCK, 0);
    statistics.onPacket(65_538, 0, CLOCK, 0);
    statistics.restart();
    statistics.onPacket(90_000, 0, CLOCK, 0);

    assertThat(statistics.lost()).isEqualTo(1);
    assertThat(statistics.received()).isEqualTo(3);
  }
}

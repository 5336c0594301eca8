package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossBasedRateTest {

  private static final long MILLI_NANOS = 1_000_000;
  private static final double ARRIVES_BPS = 400_000;
  private static final double ESTIMATE_BPS = 500_000;

  private final LossBasedRate rate = new LossBasedRate();
  private long nowNanos = 7_000 * MILLI_NANOS;

  /** A tenth of a second, and the feedback at its end. */
  private void pass(int received, int lost, boolean queueEmpty) {
    for (int i = 0; i < received; i++) {
      rate.onArrived(false);
    }
    for (int i = 0; i < lost; i++) {
      rate.onLost();
    }
    nowNanos += 100 * MILLI_NANOS;
    rate.update(ARRIVES_BPS, ESTIMATE_BPS, queueEmpty, 50 * MILLI_NANOS, nowNanos);
  }

  @Test
  void lossesWithoutAQueueAreSuspicious() {
    pass(20, 0, true);

    for (int i = 0; i < 10; i++) {
      pass(8, 2, true);
    }

    assertThat(rate.limitBps()).isEqualTo(0.95 * ARRIVES_BPS);
  }

  @Test
  void whatAFullQueueHasLostIsNotHeldAgainstWhatComesAfterIt() {
    pass(20, 0, true);

    for (int i = 0; i < 3; i++) {
      pass(8, 20, false);
    }
    for (int i = 0; i < 30; i++) {
      pass(4, 0, true);
    }

    assertThat(rate.limitBps()).isEqualTo(LossBasedRate.UNLIMITED);
  }
}

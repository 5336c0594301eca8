package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicerTest {

  private static final long MILLI = 1_000_000;

  /** 100 packets of 1000 bytes a second. */
  private static final long LIMIT_BPS = 800_000;

  private final Policer policer = new Policer();

  /** How many of the packets that come at once are let through. */
  private int admitted(int packets, boolean sound, long nowNanos) {
    int admitted = 0;
    for (int i = 0; i < packets; i++) {
      admitted += policer.admits(1000, sound, nowNanos) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void withoutALimitEverythingPasses() {
    assertThat(admitted(10_000, false, 0)).isEqualTo(10_000);
  }

  @Test
  void whatComesAtTheLimitPasses() {
    policer.setLimitBps(LIMIT_BPS);

    for (int i = 0; i < 10_000; i++) {
      assertThat(policer.admits(1000, false, i * 10L * MILLI)).isTrue();
    }
  }

  @Test
  void ofTwiceTheLimitAHalfPassesOnceTheBucketIsEmpty() {
    policer.setLimitBps(LIMIT_BPS);
    admitted(100, false, 0);

    int admitted = 0;
    for (int i = 1; i <= 2000; i++) {
      admitted += policer.admits(1000, false, i * 5L * MILLI) ? 1 : 0;
    }

    assertThat(admitted).isEqualTo(1000);
  }

  @Test
  void afterAQuietTimeASecondsWorthMayComeAtOnceAndAQuarterOfThatIsForSoundAlone() {
    policer.setLimitBps(LIMIT_BPS);
    admitted(1, false, 0);

    assertThat(admitted(1000, false, 60_000 * MILLI)).isEqualTo(75);
    assertThat(admitted(1000, true, 60_000 * MILLI)).isEqualTo(25);
  }

  @Test
  void theClockMayCountFromAnywhere() {
    policer.setLimitBps(LIMIT_BPS);
    long nowNanos = Long.MAX_VALUE;

    assertThat(admitted(1000, true, nowNanos)).isEqualTo(100);
    nowNanos += 500 * MILLI;
    assertThat(admitted(1000, true, nowNanos)).isEqualTo(50);
  }

  @Test
  void nearItsLimitThePeerIsToldToKeepBelowIt() {
    policer.setLimitBps(LIMIT_BPS);

    assertThat(policer.toldBps(500_000)).isEqualTo(Long.MAX_VALUE);
    assertThat(policer.toldBps(700_000)).isEqualTo(720_000);
    policer.setLimitBps(0);
    assertThat(policer.toldBps(700_000)).isEqualTo(Long.MAX_VALUE);
  }
}

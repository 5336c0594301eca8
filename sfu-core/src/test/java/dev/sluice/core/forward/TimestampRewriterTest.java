package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimestampRewriterTest {

  private final TimestampRewriter timestamps = new TimestampRewriter(5000);

  @Test
  void theFirstSourceBeginsAtTheFirstTimestamp() {
    timestamps.start(123, 90_000, 0);

    assertThat(timestamps.rewrite(123, 0)).isEqualTo(5000);
    assertThat(timestamps.rewrite(3123, 33_000_000)).isEqualTo(8000);
  }

  @Test
  void theNextSourceIsAsMuchLaterAsTimeHasPassed() {
    timestamps.start(0, 90_000, 0);
    timestamps.rewrite(0, 0);
    timestamps.start(-77, 90_000, 2_000_000_000L);

    assertThat(timestamps.rewrite(-77, 2_000_000_000L)).isEqualTo(5000 + 180_000);
  }

  @Test
  void theNextSourceIsLaterEvenInTheSameMoment() {
    timestamps.start(0, 90_000, 0);
    timestamps.rewrite(0, 0);
    timestamps.start(1_000_000, 90_000, 0);

    assertThat(timestamps.rewrite(1_000_000, 0)).isEqualTo(5001);
  }

  @Test
  void aLatePacketDoesNotMoveTheEnd() {
    timestamps.start(0, 90_000, 0);
    timestamps.rewrite(9000, 100_000_000);
    timestamps.rewrite(3000, 200_000_000);
    timestamps.start(0, 90_000, 200_000_000);

    assertThat(timestamps.rewrite(0, 200_000_000)).isEqualTo(5000 + 9000 + 9000);
  }

  @Test
  void timestampsWrapAround() {
    timestamps.start(-2, 90_000, 0);

    assertThat(timestamps.rewrite(-2, 0)).isEqualTo(5000);
    assertThat(timestamps.rewrite(1, 1)).isEqualTo(5003);
  }
}

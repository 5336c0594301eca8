package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentHistoryTest {

  private final SentHistory history = new SentHistory();

  private void send(int from, int to) {
    for (int number = from; number <= to; number++) {
      history.onSent(number & 0xFFFF, number % 1000, number * 1_000_000L);
    }
  }

  @Test
  void whatIsReportedOnIsFoundAcrossTheWrap() {
    send(65_500, 65_600);

    assertThat(history.find(65_535)).isEqualTo(65_535);
    assertThat(history.find(10)).isEqualTo(65_546);
    assertThat(history.sentNanos(65_546)).isEqualTo(65_546_000_000L);
    assertThat(history.bytes(65_546)).isEqualTo(546);
  }

  @Test
  void whatWasNeverSentIsNotFound() {
    assertThat(history.find(1)).isNegative();
    send(1, 10);

    assertThat(history.find(0)).isNegative();
    assertThat(history.find(11)).isNegative();
    assertThat(history.find(40_000)).isNegative();
  }

  @Test
  void itGrowsWhileFeedbackComesLate() {
    send(1, 10);
    history.arrive(history.find(1));
    send(11, 1000);

    assertThat(history.find(2)).isEqualTo(2);
    assertThat(history.sentNanos(2)).isEqualTo(2_000_000);
    assertThat(history.find(1000)).isEqualTo(1000);
    assertThat(history.bytes(1000)).isZero();
    assertThat(history.find(1001)).isNegative();
  }

  @Test
  void whileNobodyReportsItStaysSmall() {
    send(1, 1000);

    assertThat(history.find(1)).isNegative();
    assertThat(history.find(1000)).isEqualTo(1000);
  }

  @Test
  void aPacketArrivesOnceAndIsLostOnce() {
    send(1, 10);

    assertThat(history.lose(3)).isTrue();
    assertThat(history.lose(3)).isFalse();
    assertThat(history.isLost(3)).isTrue();
    assertThat(history.arrive(3)).isTrue();
    assertThat(history.arrive(3)).isFalse();
    assertThat(history.isLost(3)).isFalse();
    assertThat(history.lose(3)).isFalse();
  }

  @Test
  void whatGoesOutAgainUnderItsNumberIsReportedOnNoMore() {
    send(1, 10);
    history.forget(3);

    assertThat(history.find(3)).isNegative();
    assertThat(history.find(4)).isEqualTo(4);
  }
}

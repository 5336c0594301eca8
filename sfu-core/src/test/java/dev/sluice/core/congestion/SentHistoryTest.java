package dev.sluice.core.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentHistoryTest {

  private static final int CAMERA = 0x8000_0001;

  private static final int SCREEN = 7;

  /** Not long after anything was sent. */
  private static final long NOW = 1_000_000_000;

  private final SentHistory history = new SentHistory();

  private void send(int from, int to) {
    for (int number = from; number <= to; number++) {
      history.onSent(number & 0xFFFF, number % 1000, CAMERA, 50_000 + number, number * 1_000_000L);
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
  void whileNobodyReportsItDoesNotGoOnGrowing() {
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
    history.onSentAgain(3);

    assertThat(history.find(3)).isNegative();
    assertThat(history.find(4)).isEqualTo(4);
  }

  @Test
  void whatIsReportedLostIsMissing() {
    send(1, 10);
    history.lose(3);

    assertThat(history.isMissing(3, NOW)).isTrue();
    assertThat(history.ssrcOf(3)).isEqualTo(CAMERA);
    assertThat(history.numberOf(3)).isEqualTo(50_003);
    assertThat(history.bytes(3)).isEqualTo(3);
  }

  @Test
  void whatWasSentAgainAndIsStillToBeReportedOnIsNotMissing() {
    send(1, 10);
    history.onSent(11, 100, CAMERA, 50_003, 11_000_000);

    assertThat(history.isMissing(3, NOW)).isFalse();
    assertThat(history.isMissing(11, NOW)).isTrue();
  }

  @Test
  void whatHasComeAnotherTimeIsNotMissing() {
    send(1, 10);
    history.onSent(11, 100, CAMERA, 50_003, 11_000_000);
    history.arrive(history.find(3));

    assertThat(history.isMissing(11, NOW)).isFalse();
  }

  @Test
  void theSameNumberOfAnotherStreamIsAnotherPacket() {
    send(1, 10);
    history.onSent(11, 100, SCREEN, 50_003, 11_000_000);

    assertThat(history.isMissing(3, NOW)).isTrue();
    assertThat(history.ssrcOf(11)).isEqualTo(SCREEN);
  }

  @Test
  void paddingIsNeverMissing() {
    history.onSent(1, 100, 0, SentHistory.NO_MEDIA, 1_000_000);

    assertThat(history.isMissing(1, NOW)).isFalse();
  }

  @Test
  void whatManyHaveBeenSentAfterIsTooOld() {
    send(1, 10);
    history.arrive(10);
    send(11, 1000);

    assertThat(history.isMissing(2, NOW)).isTrue();
    assertThat(history.isTooOld(2, NOW)).isTrue();
    assertThat(history.isTooOld(600, NOW)).isFalse();
  }

  @Test
  void whatWasSentMoreThanASecondAgoIsTooOld() {
    send(1, 10);

    assertThat(history.isTooOld(3, 1_003_000_000)).isFalse();
    assertThat(history.isTooOld(3, 1_003_000_001)).isTrue();
  }

  @Test
  void whatWasNeverSentIsNotMissing() {
    send(1, 10);

    assertThat(history.isMissing(11, NOW)).isFalse();
  }

  @Test
  void whatWasSentBeforeTheFirstReportIsRemembered() {
    send(1, 500);

    assertThat(history.isMissing(1, NOW)).isTrue();
  }

  @Test
  void whatWentOutAgainUnderItsNumberMayBeMissingStill() {
    send(1, 10);
    history.onSentAgain(3);

    assertThat(history.isMissing(3, NOW)).isTrue();
    assertThat(history.numberOf(3)).isEqualTo(50_003);
  }
}

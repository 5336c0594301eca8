package dev.sluice.core.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.AllocationMeter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechDetectorTest {

  private static final int CLOCK_RATE_HZ = 48_000;
  private static final int SILENCE = 127;
  private static final int QUIET_ROOM = 70;

  private final SpeechDetector detector = new SpeechDetector();
  private final List<String> heard = new ArrayList<>();
  private final List<Long> guessedMillis = new ArrayList<>();

  /** Near the end of a clock that counts from anywhere, as System.nanoTime does. */
  private long nowMillis = -3_000;

  private int timestamp = Integer.MAX_VALUE - 5_000;
  private int packetMillis = 20;

  SpeechDetectorTest() {
    detector.setListener(
        new SpeechListener() {
          @Override
          public void onSound() {
            guessedMillis.add(nowMillis);
          }

          @Override
          public void onSpeech(boolean speaking, int level, long nowNanos) {
            heard.add(
                speaking ? "speaks at -%d".formatted(level) : "silent at -%d".formatted(level));
          }
        });
  }

  private void hear(int level, int millis) {
    for (int passed = 0; passed < millis; passed += packetMillis) {
      timestamp += packetMillis * CLOCK_RATE_HZ / 1_000;
      arrive(level);
      pass(packetMillis);
    }
  }

  private void arrive(int level) {
    detector.onPacket(level, timestamp, CLOCK_RATE_HZ, nowMillis * 1_000_000);
  }

  private void pass(int millis) {
    for (int passed = 0; passed < millis; passed++) {
      nowMillis++;
      if (nowMillis % 100 == 0) {
        detector.onTick(nowMillis * 1_000_000);
      }
    }
  }

  /** Time goes by without packets. */
  private void sendNothing(int millis) {
    timestamp += millis * CLOCK_RATE_HZ / 1_000;
    pass(millis);
  }

  @ParameterizedTest
  @CsvSource({"10, 25", "20, 25", "20, 40", "40, 25", "60, 30"})
  void aFirstWordIsHeardWithinTwoHundredMillis(int millis, int level) {
    packetMillis = millis;
    hear(QUIET_ROOM, 2_040);

    hear(level, 200);

    assertThat(heard).containsExactly("speaks at -" + level);
  }

  @Test
  void aFirstWordIsHeardAfterASilenceInWhichNothingWasSent() {
    hear(QUIET_ROOM, 500);
    sendNothing(10_000);

    hear(30, 180);

    assertThat(heard).hasSize(1);
  }

  @Test
  void aWordThatBeginsTheStreamIsHeard() {
    hear(30, 180);

    assertThat(heard).hasSize(1);
  }

  @Test
  void aWordIsGuessedFromItsFirstFortyMillis() {
    hear(QUIET_ROOM, 1_000);
    long beganMillis = nowMillis;

    hear(30, 200);

    assertThat(guessedMillis).containsExactly(beganMillis + 20);
  }

  @Test
  void oneClickIsTooShortToGuessAWord() {
    hear(QUIET_ROOM, 1_000);
    hear(10, 20);
    hear(QUIET_ROOM, 1_000);

    assertThat(guessedMillis).isEmpty();
  }

  @Test
  void typingIsTakenForTheBeginOfAWordNoMoreThanEveryTwoSeconds() {
    hear(QUIET_ROOM, 1_000);
    for (int i = 0; i < 100; i++) {
      hear(25, 40);
      hear(60, 80);
    }

    assertThat(guessedMillis).hasSizeLessThanOrEqualTo(100 * 120 / 2_000);
    assertThat(heard).isEmpty();
  }

  @Test
  void aClickIsNotSpeech() {
    hear(QUIET_ROOM, 1_000);
    for (int i = 0; i < 20; i++) {
      hear(10, 100);
      hear(QUIET_ROOM, 300);
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void typingIsNotSpeech() {
    hear(QUIET_ROOM, 1_000);
    for (int i = 0; i < 100; i++) {
      hear(25, 40);
      hear(60, 80);
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void aClickInASilenceInWhichNothingIsSentIsNotSpeech() {
    for (int i = 0; i < 20; i++) {
      hear(20, 60);
      sendNothing(400);
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void aMutedMicrophoneIsSilent() {
    hear(SILENCE, 5_000);

    assertThat(heard).isEmpty();
  }

  @Test
  void aNoiseThatWasKnownBeforeAMuteIsKnownAfterIt() {
    hear(48, 20_000);
    heard.clear();

    hear(SILENCE, 5_000);
    hear(48, 5_000);

    assertThat(heard).isEmpty();
  }

  @Test
  void pausesBetweenWordsAreNotTheEnd() {
    for (int i = 0; i < 5; i++) {
      hear(28, 200);
      hear(QUIET_ROOM, 600);
    }

    assertThat(heard).doesNotContain("silent at -127");
  }

  @Test
  void speechEndsSoonAfterTheLastWord() {
    hear(28, 400);
    hear(QUIET_ROOM, 820);

    assertThat(heard).containsExactly("speaks at -28", "silent at -127");
  }

  @Test
  void speechEndsWhereNoPacketComesAnyMore() {
    hear(28, 400);
    sendNothing(820);

    assertThat(heard).containsExactly("speaks at -28", "silent at -127");
  }

  @Test
  void whileSomebodySpeaksTheLevelIsToldOnceASecond() {
    hear(30, 1_000);
    hear(20, 1_000);
    hear(40, 1_000);

    assertThat(heard).hasSize(3).element(1).isIn("speaks at -28", "speaks at -29");
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 45, 40})
  void aSteadyNoiseStopsCountingAfterSomeSeconds(int level) {
    hear(80, 1_000);
    hear(level, 10_000);
    heard.clear();

    hear(level, 20_000);

    assertThat(heard).doesNotContain("speaks at -" + level);
  }

  @Test
  void speechIsHeardAboveASteadyNoise() {
    hear(48, 20_000);
    heard.clear();

    hear(30, 200);

    assertThat(heard).containsExactly("speaks at -30");
  }

  @Test
  void longSpeechIsNotTakenForNoise() {
    hear(QUIET_ROOM, 1_000);
    for (int i = 0; i < 100; i++) {
      hear(38, 240);
      hear(62, 60);
    }

    assertThat(heard).hasSizeGreaterThan(28).doesNotContain("silent at -127");
  }

  @Test
  void packetsOutOfOrderCountOnce() {
    hear(QUIET_ROOM, 1_000);
    timestamp += 960;
    for (int i = 0; i < 50; i++) {
      arrive(20);
    }

    assertThat(heard).isEmpty();
  }

  @Test
  void aSenderThatBeginsAnewIsHeard() {
    hear(QUIET_ROOM, 1_000);
    timestamp -= 480_000;

    hear(30, 200);

    assertThat(heard).hasSize(1);
  }

  @Test
  void anotherStreamIsHeardWhateverItsTimestamps() {
    hear(QUIET_ROOM, 1_000);
    timestamp -= 20_000;
    detector.onNewStream();

    hear(30, 200);

    assertThat(heard).hasSize(1);
  }

  @Test
  void aPacketAllocatesNothing() {
    detector.setListener(SpeechListener.NONE);

    assertThat(
            AllocationMeter.bytesOf(
                () -> {
                  hear(30, 2_000);
                  hear(QUIET_ROOM, 2_000);
                }))
        .isZero();
  }
}

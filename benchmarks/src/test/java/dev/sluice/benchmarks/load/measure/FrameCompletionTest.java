package dev.sluice.benchmarks.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FrameCompletionTest {

  private static final boolean MARKER = true;

  private final FrameCompletion frames = new FrameCompletion();

  @Test
  void showsNothingBeforeAKeyFrame() {
    assertThat(frames.onPacket(1, MARKER)).isZero();
    assertThat(frames.waitsForKeyFrame()).isTrue();
  }

  @Test
  void completesAFrameWithItsMarker() {
    frames.onKeyFrame(10);

    assertThat(frames.onPacket(10, false)).isZero();
    assertThat(frames.onPacket(11, MARKER)).isOne();
    assertThat(frames.onPacket(12, MARKER)).isOne();
  }

  @Test
  void waitsForWhatIsMissingAndThenShowsAllBehindIt() {
    frames.onKeyFrame(10);
    frames.onPacket(10, false);

    assertThat(frames.onPacket(12, MARKER)).isZero();
    assertThat(frames.onPacket(14, MARKER)).isZero();
    assertThat(frames.onPacket(13, false)).isZero();
    assertThat(frames.onPacket(11, false)).isEqualTo(2);
    assertThat(frames.onPacket(15, MARKER)).isOne();
  }

  @Test
  void goesOnWithAKeyFrameWhereTheMissingWasGivenUp() {
    frames.onKeyFrame(10);
    frames.onPacket(10, false);
    frames.onPacket(12, MARKER);

    frames.giveUp();

    assertThat(frames.onPacket(13, MARKER)).isZero();
    frames.onKeyFrame(20);
    assertThat(frames.onPacket(20, MARKER)).isOne();
    assertThat(frames.onPacket(12, MARKER)).isZero();
  }

  @Test
  void givesUpByItselfBehindAGapThatIsTooWide() {
    frames.onKeyFrame(10);

    frames.onPacket(10 + 2048, MARKER);

    assertThat(frames.waitsForKeyFrame()).isTrue();
  }

  @Test
  void countsNoFrameTwiceRoundTheWindow() {
    frames.onKeyFrame(0);
    int whole = 0;
    for (int sequence = 0; sequence < 10_000; sequence += 2) {
      whole += frames.onPacket(sequence + 1, MARKER);
      whole += frames.onPacket(sequence, false);
    }
    assertThat(whole).isEqualTo(5_000);
    // What came a window ago doesn't stand for 10,000, which is missing.
    assertThat(frames.onPacket(10_001, MARKER)).isZero();
  }
}

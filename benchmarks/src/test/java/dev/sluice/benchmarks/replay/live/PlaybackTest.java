package dev.sluice.benchmarks.replay.live;

import static dev.sluice.benchmarks.replay.live.Captured.OPUS;
import static dev.sluice.benchmarks.replay.live.Captured.VP8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.load.client.PacketSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PlaybackTest {

  private record Played(long millis, int section, long sequence, long ticks) {}

  @Test
  void packetsComeAtTheCapturedPace() {
    assertThat(play(1, 1))
        .containsExactly(
            new Played(0, 0, 0, 0), new Played(5, 1, 0, 0), new Played(80, 0, 2, 3840));
  }

  @Test
  void twiceAsFastIsHalfTheTimeByEveryClock() {
    assertThat(play(2, 1))
        .containsExactly(
            new Played(0, 0, 0, 0), new Played(2, 1, 0, 0), new Played(40, 0, 2, 1920));
  }

  @Test
  void theNextRoundGoesOnWithTheNumbersAndTheTime() {
    assertThat(play(1, 2).subList(3, 6))
        .containsExactly(
            new Played(100, 0, 3, 4800),
            new Played(105, 1, 1, 9000),
            new Played(180, 0, 5, 4800 + 3840));
  }

  @Test
  void zeroTimesHasNoEnd() {
    Playback playback = playback(1, 0);
    PacketSource.Due due = new PacketSource.Due();
    for (int i = 0; i < 3000; i++) {
      playback.next(due);
    }

    assertThat(playback.nextNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100_000));
  }

  @Test
  void theClockOfReportsIsThatOfThePackets() {
    Playback playback = playback(2, 1);

    // The first packet of video came 5 ms after the beginning, played it is 2.5 ms.
    assertThat(playback.ticksAt(1, 2_500_000)).isZero();
    assertThat(playback.ticksAt(1, 1_002_500_000)).isEqualTo(90_000);
  }

  private static List<Played> play(double speed, long times) {
    Playback playback = playback(speed, times);
    PacketSource.Due due = new PacketSource.Due();
    List<Played> played = new ArrayList<>();
    while (playback.nextNanos() != PacketSource.END) {
      long millis = TimeUnit.NANOSECONDS.toMillis(playback.nextNanos());
      playback.next(due);
      played.add(new Played(millis, due.section, due.sequence, due.ticks));
    }
    return played;
  }

  /** Two packets of sound, one lost between them, and one of video; a round is 100 ms. */
  private static Playback playback(double speed, long times) {
    CapturedSenders recording =
        new Captured()
            .sender(1, "ada", Captured.audio("0"), Captured.video("1"))
            .packet(1, 0, 1000, OPUS, 7, 48_000)
            .packet(1, 5, 2000, VP8, 70, 90_000)
            .packet(1, 80, 1000, OPUS, 9, 48_000 + 3840)
            .senders();
    return new Playback(
        recording.senders().getFirst(), recording, new LiveOptions(Optional.empty(), speed, times));
  }
}

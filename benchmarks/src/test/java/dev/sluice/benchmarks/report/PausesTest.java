package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PausesTest {

  @TempDir private Path folder;

  private Path log(String... lines) throws IOException {
    return Files.write(folder.resolve("safepoints.log"), List.of(lines));
  }

  private static String pause(long atNanos, long totalNanos) {
    return "[%dns] Safepoint \"ZMarkStartYoung\", Time since last: 489378 ns, Reaching safepoint: 4127 ns, At safepoint: 13625 ns, Leaving safepoint: 1033 ns, Total:   %d ns, Threads: 1 runnable, 10 total"
        .formatted(atNanos, totalNanos);
  }

  @Test
  void aPauseLastsFromTheCallToTheLastThreadsReturn() throws IOException {
    Pauses pauses = Pauses.read(log(pause(1_000, 250_000)), 0, 2_000);

    assertThat(pauses.maxMillis()).isEqualTo(0.25);
  }

  @Test
  void pausesBeforeAndAfterTheMeasurementDontCount() throws IOException {
    Path log = log(pause(1_000, 9_000_000), pause(5_000, 1_000_000), pause(9_000, 8_000_000));

    Pauses pauses = Pauses.read(log, 2_000, 8_000);

    assertThat(pauses.count()).isOne();
    assertThat(pauses.maxMillis()).isEqualTo(1);
  }

  @Test
  void aPercentileIsAPauseThatAtMostTheRestExceeds() throws IOException {
    String[] lines = new String[1000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = pause(i, (i + 1) * 1_000_000L);
    }

    Pauses pauses = Pauses.read(log(lines), 0, 1_000);

    assertThat(pauses.percentileMillis(99.9)).isEqualTo(999);
    assertThat(pauses.percentileMillis(50)).isEqualTo(500);
  }

  @Test
  void otherLinesAreSkipped() throws IOException {
    assertThat(Pauses.read(log("[12ns] Using The Z Garbage Collector"), 0, 100).count()).isZero();
  }

  @Test
  void withoutPausesNoneIsLong() throws IOException {
    assertThat(Pauses.read(log(), 0, 100).percentileMillis(99.9)).isZero();
  }
}

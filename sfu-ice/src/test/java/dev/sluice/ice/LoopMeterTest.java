package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopMeterTest {

  private static final long MS = 1_000_000;

  private final LoopMeter meter = new LoopMeter(10 * MS);

  private static long ticksUpTo(LoopStatistics statistics, long toNanos) {
    return statistics.lateTicks().get(LoopStatistics.LATENESS_BOUNDS_NANOS.indexOf(toNanos));
  }

  @Test
  void aTickIsCountedByHowLateItCame() {
    meter.start(7, 1_000 * MS);
    meter.onTick(1_010 * MS);
    meter.onTick(1_023 * MS);

    LoopStatistics statistics = meter.statistics();
    assertThat(statistics.threadId()).isEqualTo(7);
    assertThat(ticksUpTo(statistics, MS / 10)).isEqualTo(1);
    assertThat(ticksUpTo(statistics, 5 * MS)).isEqualTo(1);
    assertThat(statistics.latenessNanos()).isEqualTo(3 * MS);
  }

  @Test
  void theTicksThatAStallHeldUpAreEachLate() {
    meter.start(7, 0);
    for (int tick = 0; tick < 4; tick++) {
      meter.onTick(45 * MS);
    }

    assertThat(meter.statistics().latenessNanos()).isEqualTo((35 + 25 + 15 + 5) * MS);
  }

  @Test
  void aTickBeforeItsTimeHidesNoLaterDelay() {
    meter.start(7, 0);
    meter.onTick(6 * MS);
    meter.onTick(18 * MS);

    assertThat(meter.statistics().latenessNanos()).isEqualTo(2 * MS);
  }

  @Test
  void aTickLaterThanAllBoundsIsCountedLast() {
    meter.start(7, 0);
    meter.onTick(5_000 * MS);

    assertThat(meter.statistics().lateTicks()).last().isEqualTo(1L);
  }

  @Test
  void aStallIsOneEventOfFlightRecorder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("stall.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("sluice.LoopStall");
      recording.start();
      meter.start(7, 0);
      for (int tick = 0; tick < 9; tick++) {
        meter.onTick(95 * MS);
      }
      recording.dump(file);
    }

    // A loop of another test, or what another test's recording has enabled, may be in it as well.
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("sluice.LoopStall"))
            .filter(
                event -> event.getThread().getJavaThreadId() == Thread.currentThread().threadId())
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getLong("lateNanos")).isEqualTo(85 * MS);
  }
}

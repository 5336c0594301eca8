package dev.sluice.benchmarks.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.load.client.PacketPublisher.Statistics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveSummaryTest {

  @Test
  void aPublisherIsALine() {
    Statistics statistics = new Statistics(1234, 56_789, 0, 3, 2, 0, 2, 3_000_000);

    assertThat(LiveSummary.of(report(statistics, false)))
        .isEqualTo(
            "ada in demo: 1,234 packets, 56,789 bytes in 2.5 s; 3 asked for again, 2 sent again;"
                + " round trip 1.5 ms\n");
  }

  @Test
  void whatTheServerDidNotTakeOrWantedInVainIsSaid() {
    Statistics statistics = new Statistics(0, 0, 5, 0, 0, 4, 0, 0);

    assertThat(LiveSummary.of(report(statistics, true)))
        .contains("5 not sent, whose codec the server doesn't take")
        .contains("4 requests for a key frame, which a replay can't make")
        .doesNotContain("round trip")
        .endsWith("Interrupted before the end.\n");
  }

  private static LiveReport report(Statistics statistics, boolean interrupted) {
    return new LiveReport(
        List.of(new LiveReport.Publisher("demo", "ada", statistics)), 2_500_000_000L, interrupted);
  }
}

package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.report.Report.Section;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarkdownReportTest {

  private static final Environment ENVIRONMENT =
      new Environment(
          LocalDate.of(2026, 11, 25),
          "A processor",
          2,
          8L << 30,
          "Linux 6",
          "Temurin 25",
          "0.1",
          "-XX:+UseZGC",
          "--max-cpu 0",
          "server on 0, clients on 1");

  private static final Goal CHEAP = new Goal(Figure.CPU_PER_PACKET, 1.5);

  private static Outcome outcome(String server, double... cpuMicros) {
    List<Map<Figure, Double>> runs =
        Arrays.stream(cpuMicros).mapToObj(v -> Map.of(Figure.CPU_PER_PACKET, v)).toList();
    return new Outcome(server, runs, Optional.empty(), List.of());
  }

  private static String written(List<Goal> goals, Outcome... outcomes) {
    return MarkdownReport.of(
        new Report(
            ENVIRONMENT,
            false,
            List.of(new Section("some", "Some scenario", "How.", goals, List.of(outcomes)))));
  }

  @Test
  void aFigureIsTheMedianWithLeastAndMost() {
    assertThat(written(List.of(), outcome("Sluice", 1.3, 1.1, 1.25)))
        .contains("| CPU per forwarded packet |  | 1.25 µs (1.10–1.30) |");
  }

  @Test
  void aGoalThatEveryRunMeetsIsMet() {
    assertThat(written(List.of(CHEAP), outcome("Sluice", 1.2, 1.4)))
        .contains("| ≤ 1.50 µs | 1.30 µs (1.20–1.40) | yes |");
  }

  @Test
  void aGoalThatTheMedianMissesIsNotMet() {
    assertThat(written(List.of(CHEAP), outcome("Sluice", 2.0))).contains("| 2.00 µs | **no** |");
  }

  @Test
  void aGoalThatARunMissesIsSaidToBeSo() {
    assertThat(written(List.of(CHEAP), outcome("Sluice", 1.2, 1.3, 1.9)))
        .contains("| yes, not in every run |");
  }

  @Test
  void aGoalWithoutARunIsNotMeasured() {
    assertThat(written(List.of(CHEAP), Outcome.notRun("Sluice", "It did not start.")))
        .contains("| not measured | – |")
        .contains("- Sluice: It did not start.");
  }

  @Test
  void whatACompetitorDoesBetterIsListed() {
    assertThat(written(List.of(), outcome("Sluice", 3), outcome("Janus", 2)))
        .contains(
            """
            ## Where Sluice loses

            - Some scenario, CPU per forwarded packet: 3.00 µs against 2.00 µs of Janus.
            """);
  }

  @Test
  void withoutACompetitorNobodyLoses() {
    assertThat(written(List.of(), outcome("Sluice", 3), Outcome.notRun("Janus", "not installed.")))
        .doesNotContain("Where Sluice loses")
        .contains("- Janus: not installed.");
  }

  @Test
  void moreSubscribersAreBetter() {
    Outcome sluice =
        new Outcome(
            "Sluice", List.of(Map.of(Figure.SUBSCRIBERS, 1300.0)), Optional.empty(), List.of());

    assertThat(written(List.of(new Goal(Figure.SUBSCRIBERS, 1200)), sluice))
        .contains("| ≥ 1,200 | 1,300 | yes |");
  }

  @Test
  void aQuickReportSaysThatItIsOne() {
    assertThat(MarkdownReport.of(new Report(ENVIRONMENT, true, List.of())))
        .contains("too short for figures that anybody should repeat");
  }
}

package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.report.Report.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who runs what how often, and what becomes of runs that fail. */
final class BenchTest {

  private static final Lengths THREE_RUNS =
      new Lengths(3, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  private final List<String> runs = new ArrayList<>();

  private record Named(String name, Optional<String> unavailable) implements Contender {

    Named(String name) {
      this(name, Optional.empty());
    }

    @Override
    public MeasuredServer start(int loops) {
      throw new AssertionError("no scenario here needs a server");
    }
  }

  private static Section run(boolean compared, Scenario.Work work, Contender... contenders)
      throws InterruptedException {
    Scenario scenario = new Scenario("some", "Some", "How.", List.of(), compared, work);
    return new Bench(List.of(contenders), THREE_RUNS, 2, line -> {}).run(scenario);
  }

  private Scenario.Work counted() {
    return trial -> {
      runs.add("run");
      trial.put(Figure.CPU_PER_PACKET, runs.size());
    };
  }

  @Test
  void eachContenderRunsAsOftenAsWanted() throws InterruptedException {
    Section section = run(true, counted(), new Named("Sluice"), new Named("Janus"));

    assertThat(section.outcomes()).allSatisfy(outcome -> assertThat(outcome.runs()).hasSize(3));
  }

  @Test
  void contendersTakeTurns() throws InterruptedException {
    Section section = run(true, counted(), new Named("Sluice"), new Named("Janus"));

    assertThat(section.outcomes().getFirst().runs())
        .extracting(figures -> figures.get(Figure.CPU_PER_PACKET))
        .containsExactly(1.0, 3.0, 5.0);
  }

  @Test
  void whatIsNotComparedRunsWithSluiceAlone() throws InterruptedException {
    Section section = run(false, counted(), new Named("Sluice"), new Named("Janus"));

    assertThat(section.outcomes()).extracting(Outcome::server).containsExactly("Sluice");
  }

  @Test
  void whoIsNotThereIsSaidNotToBe() throws InterruptedException {
    Section section =
        run(
            true,
            counted(),
            new Named("Sluice"),
            new Named("Janus", Optional.of("not installed.")));

    assertThat(section.outcomes().get(1)).isEqualTo(Outcome.notRun("Janus", "not installed."));
    assertThat(runs).hasSize(3);
  }

  @Test
  void aRunThatFailsIsTheLastOneAndItsReasonIsKept() throws InterruptedException {
    Section section =
        run(
            true,
            trial -> {
              runs.add("run");
              if (runs.size() == 2) {
                throw new BenchException("It did not start.");
              }
            },
            new Named("Sluice"));

    assertThat(section.outcomes().getFirst().runs()).hasSize(1);
    assertThat(section.outcomes().getFirst().failure()).contains("It did not start.");
    assertThat(runs).hasSize(2);
  }
}

package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.load.signaling.SignalingException;
import dev.sluice.benchmarks.report.Report.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Puts servers through scenarios. */
final class Bench {

  private final List<Contender> contenders;
  private final Lengths lengths;
  private final int processors;
  private final Consumer<String> progress;

  /**
   * @param contenders Sluice first
   * @param processors of the machine
   */
  Bench(List<Contender> contenders, Lengths lengths, int processors, Consumer<String> progress) {
    this.contenders = List.copyOf(contenders);
    this.lengths = lengths;
    this.processors = processors;
    this.progress = progress;
  }

  /** The contenders take turns, so that what the machine does besides meets all of them. */
  Section run(Scenario scenario) throws InterruptedException {
    List<Contender> running = scenario.compared() ? contenders : contenders.subList(0, 1);
    List<Runs> all = running.stream().map(Runs::new).toList();
    for (int run = 1; run <= lengths.runs(); run++) {
      for (Runs runs : all) {
        if (runs.failure.isEmpty()) {
          progress.accept(
              "%s, %s, run %d of %d"
                  .formatted(scenario.title(), runs.contender.name(), run, lengths.runs()));
          runs.add(scenario);
        }
      }
    }
    return new Section(
        scenario.name(),
        scenario.title(),
        scenario.how(),
        scenario.goals(),
        all.stream().map(Runs::outcome).toList());
  }

  private final class Runs {

    private final Contender contender;
    private final List<Map<Figure, Double>> figures = new ArrayList<>();
    private final Set<String> remarks = new LinkedHashSet<>();
    private Optional<String> failure;

    Runs(Contender contender) {
      this.contender = contender;
      this.failure = contender.unavailable();
    }

    /** A run that fails is told of, and the report goes on without it. */
    void add(Scenario scenario) throws InterruptedException {
      Trial trial = new Trial(contender, lengths, processors, progress);
      try {
        scenario.work().run(trial);
        figures.add(trial.figures());
      } catch (BenchException
          | LoadException
          | SignalingException
          | CompletionException
          | IOException e) {
        failure = Optional.of(String.valueOf(e.getMessage()));
      }
      remarks.addAll(trial.remarks());
    }

    Outcome outcome() {
      return new Outcome(contender.name(), figures, failure, List.copyOf(remarks));
    }
  }
}

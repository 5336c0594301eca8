package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Benchmarks run seldom and must not rot: here each runs once, with all of its parameters. */
final class BenchmarksTest {

  @Test
  void everyBenchmarkRunsOneOperation() throws RunnerException {
    // One benchmark run may hold the machine's lock; this one measures nothing.
    System.setProperty("jmh.ignoreLock", "true");
    Options once =
        new OptionsBuilder()
            .include("dev\\.sluice\\.benchmarks\\..*")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.NONE)
            .shouldFailOnError(true)
            .build();
    OutputFormat quiet =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            VerboseMode.SILENT);

    Collection<RunResult> results = new Runner(once, quiet).run();

    String table = ResultTable.of(results);
    assertThat(BenchmarkList.defaultList().getAll(quiet, List.of()))
        .isNotEmpty()
        .allSatisfy(
            listed ->
                assertThat(table)
                    .contains(listed.getUsername().substring("dev.sluice.benchmarks.".length())));
  }
}

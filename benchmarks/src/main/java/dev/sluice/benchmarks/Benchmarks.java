package dev.sluice.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints a table of their results in Markdown.
 *
 * <p>Takes JMH's arguments: regular expressions that choose benchmarks, {@code -p} for their
 * parameters, {@code -f}, {@code -wi}, {@code -i} for how long. The table goes to standard output,
 * progress to standard error.
 */
final class Benchmarks {

  private Benchmarks() {}

  /** Empty where the benchmarks were only to be listed. */
  static Optional<Baseline> run(CommandLineOptions given) throws RunnerException {
    if (given.shouldList()) {
      new Runner(given).list();
      return Optional.empty();
    }
    Runner runner =
        new Runner(
            new OptionsBuilder()
                .parent(given)
                .forks(given.getForkCount().orElse(2))
                .warmupIterations(given.getWarmupIterations().orElse(5))
                .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
                .measurementIterations(given.getMeasurementIterations().orElse(5))
                .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
                .jvmArgsAppend(jvmArguments(given))
                .addProfiler(CpuTimeProfiler.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build(),
            OutputFormatFactory.createFormatInstance(
                System.err, given.verbosity().orElse(VerboseMode.NORMAL)));
    Collection<RunResult> results = runner.run();
    System.out.println(machine());
    System.out.println();
    System.out.print(ResultTable.of(results));
    return Optional.of(Baseline.of(machine(), results));
  }

  /**
   * A heap that lies in memory before anything is measured. Otherwise whatever allocates pays the
   * kernel for every page that it touches first, which is several times the work itself. And the
   * measuring thread is such a one as an event loop has.
   */
  private static String[] jvmArguments(CommandLineOptions given) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xms512m",
                "-Xmx512m",
                "-XX:+AlwaysPreTouch",
                "-Djmh.executor=CUSTOM",
                "-Djmh.executor.class=" + EventLoopThreads.class.getName()));
    arguments.addAll(given.getJvmArgsAppend().orElse(List.of()));
    return arguments.toArray(String[]::new);
  }

  private static String machine() {
    return "%s, JDK %s, %s %s %s, %d processors"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }
}

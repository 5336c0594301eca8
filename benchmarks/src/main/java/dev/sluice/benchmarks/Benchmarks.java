package dev.sluice.benchmarks;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints a table of their results in Markdown.
 *
 * <p>Takes JMH's arguments: regular expressions that choose benchmarks, {@code -p} for their
 * parameters, {@code -f}, {@code -wi}, {@code -i} for how long; {@code -h} lists them all. The
 * table goes to standard output, progress to standard error.
 */
final class Benchmarks {

  private Benchmarks() {}

  static void run(String... args) throws CommandLineOptionException, IOException, RunnerException {
    CommandLineOptions given = new CommandLineOptions(args);
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    if (given.shouldList()) {
      new Runner(given).list();
      return;
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
                .jvmArgsAppend(heap(given))
                .addProfiler(CpuTimeProfiler.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build(),
            OutputFormatFactory.createFormatInstance(
                System.err, given.verbosity().orElse(VerboseMode.NORMAL)));
    String table = ResultTable.of(runner.run());
    System.out.println(machine());
    System.out.println();
    System.out.print(table);
  }

  /**
   * A heap that lies in memory before anything is measured. Otherwise whatever allocates pays the
   * kernel for every page that it touches first: under ZGC, which fills a large heap before it
   * collects, that is several times the work itself.
   */
  private static String[] heap(CommandLineOptions given) {
    List<String> arguments =
        new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
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

package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code ./sluice jmh}: all but a few options is for JMH. */
@Command(
    name = "jmh",
    description =
        "Measures the stages of a packet's way: time, processor time and allocation of each. The"
            + " table goes to standard output, progress to standard error.",
    customSynopsis = "./sluice jmh [options] [JMH options] [benchmarks (regular expressions)...]",
    footer = {"", "JMH's own:", ""})
final class JmhCommand implements Callable<Integer> {

  /** Something takes more time, or allocates more, than in the baseline. */
  static final int SLOWER = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      description = "This text, and JMH's.")
  private boolean help;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Keeps the results as a baseline (JSON).")
  private Path save;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Compares with saved results, of the same machine, and tells what differs by more than"
              + " the noise: by more than 5 %% and beyond both 99 %% confidence intervals.")
  private Path baseline;

  @Option(
      names = "--fail-on-slower",
      description =
          "Exits with " + SLOWER + " where something is slower, or allocates more, than that.")
  private boolean failOnSlower;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, RunnerException {
    CommandLineOptions jmh = jmhOptions();
    if (help) {
      spec.commandLine().usage(System.out);
      jmh.showHelp();
      return 0;
    }
    Optional<Baseline> before = readBaseline();
    checkSavable();
    Optional<Baseline> measured = measure(jmh);
    if (measured.isEmpty()) {
      return 0;
    }
    if (save != null) {
      measured.get().save(save);
    }
    if (before.isEmpty()) {
      return 0;
    }
    Comparison comparison = new Comparison(before.get(), measured.get());
    System.out.println();
    System.out.print(comparison.table());
    return failOnSlower && comparison.anySlower() ? SLOWER : 0;
  }

  private CommandLineOptions jmhOptions() {
    try {
      return new CommandLineOptions(arguments.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw wrong(e.getMessage());
    }
  }

  private Optional<Baseline> measure(CommandLineOptions jmh) throws RunnerException {
    try {
      return Benchmarks.run(jmh);
    } catch (NoBenchmarksException e) {
      throw wrong("No benchmark matches; './sluice jmh -l' lists them all.");
    }
  }

  private Optional<Baseline> readBaseline() {
    if (baseline == null) {
      if (failOnSlower) {
        throw wrong("--fail-on-slower needs a --baseline to be slower than.");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(Baseline.read(baseline));
    } catch (NoSuchFileException e) {
      throw wrong("There is no baseline " + baseline + "; --save makes one.");
    } catch (IOException e) {
      throw wrong(baseline + " is no baseline: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /** Now, and not after a quarter of an hour. */
  private void checkSavable() {
    if (save == null) {
      return;
    }
    Path folder = save.toAbsolutePath().getParent();
    if (Files.isDirectory(save) || folder == null || !Files.isWritable(folder)) {
      throw wrong(
          "The results can't be saved as " + save + ": choose a file in a writable folder.");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

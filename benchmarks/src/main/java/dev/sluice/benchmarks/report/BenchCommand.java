package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.report.Report.Section;
import dev.sluice.benchmarks.report.janus.Janus;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Puts Sluice, and Janus where it is installed, through the standard scenarios, and writes"
            + " benchmarks/REPORT.md. Each run starts its server anew on this machine and ends it."
            + " Needs Linux; give it a quiet machine and an hour or two.",
    footer = {
      "",
      "Scenarios: broadcast-200, broadcast-100, staircase, lone-packet, meeting-10, audio-500,"
          + " first-media, join-storm, idle-1000, two-loops."
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  /** As {@code git describe} names one; it ends in {@code -dirty} where files differ from it. */
  private static final Pattern COMMIT =
      Pattern.compile("^((?:\\S+-g)?[0-9a-f]{12}(?:-dirty)?)$", Pattern.MULTILINE);

  @Spec private CommandSpec spec;

  @Option(
      names = "--quick",
      description = "Short runs, one of each: to see that all works, in some minutes.")
  private boolean quick;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Only this one; may be repeated.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs of each scenario with each server, instead of 5, or 1 of the quick ones.")
  private Integer runs;

  @Option(names = "--no-janus", description = "Sluice alone.")
  private boolean withoutJanus;

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      description =
          "Nothing but half load for so long, such as 1h or 10m, and how memory goes meanwhile.")
  private String soak;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Writes there. Otherwise a whole report goes to benchmarks/REPORT.md, and a quick one or"
              + " a part to standard output.")
  private Path output;

  /** Made by the command line. */
  public BenchCommand() {}

  @Override
  public Integer call() throws InterruptedException, IOException {
    List<Scenario> scenarios = chosen();
    Lengths lengths = lengths();
    Path distribution = distribution();
    Path jvmOptions = distribution.resolve("jvm.options");
    Processors processors = new Processors();
    List<Contender> contenders = new ArrayList<>(List.of(new Sluice(jvmOptions, processors)));
    if (!withoutJanus) {
      contenders.add(new Janus(true, processors));
      contenders.add(new Janus(false, processors));
    }
    try {
      processors.keepClientsOff();
      if (soak != null) {
        write(
            Soak.run(
                contenders.getFirst(),
                Scenarios.HALF_LOAD_VIEWERS,
                duration(soak),
                BenchCommand::progress));
        return 0;
      }
    } catch (BenchException | LoadException e) {
      progress("sluice bench: " + e.getMessage());
      return FAILED;
    }
    Bench bench = new Bench(contenders, lengths, processors.count(), BenchCommand::progress);
    List<Section> sections = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      sections.add(bench.run(scenario));
    }
    Environment environment =
        Environment.here(
            version(distribution),
            String.join(" ", options(jvmOptions)),
            String.join(" ", Sluice.OPTIONS),
            processors);
    write(MarkdownReport.of(new Report(environment, quick, sections)));
    return sections.stream().allMatch(BenchCommand::ran) ? 0 : FAILED;
  }

  private static boolean ran(Section section) {
    return section.outcomes().getFirst().failure().isEmpty();
  }

  private List<Scenario> chosen() {
    List<Scenario> all = Scenarios.all();
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(
          all.stream()
              .filter(scenario -> scenario.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "There is no scenario %s; there are %s."
                              .formatted(
                                  name,
                                  all.stream()
                                      .map(Scenario::name)
                                      .collect(Collectors.joining(", "))))));
    }
    return chosen.isEmpty() ? all : chosen;
  }

  private Lengths lengths() {
    Lengths lengths = quick ? Lengths.QUICK : Lengths.FULL;
    if (runs == null) {
      return lengths;
    }
    if (runs < 1) {
      throw wrong("--runs must be at least 1.");
    }
    return lengths.withRuns(runs);
  }

  private Duration duration(String text) {
    try {
      return Duration.parse("PT" + text);
    } catch (DateTimeParseException e) {
      throw wrong("--soak takes a time such as 1h, 10m or 90s, not " + text + ".");
    }
  }

  /** The folder that this program was built into: {@code lib} and the JVM's options. */
  private Path distribution() {
    try {
      Path jar =
          Path.of(BenchCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path distribution = jar.toAbsolutePath().getParent().getParent();
      if (Files.isReadable(distribution.resolve("jvm.options"))) {
        return distribution;
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry that is no path", e);
    }
    throw wrong("Sluice's distribution isn't there; start this by ./sluice bench.");
  }

  private static List<String> options(Path jvmOptions) throws IOException {
    return Files.readAllLines(jvmOptions).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /** With the commit that the folder's repository stands at, where it is one and git is there. */
  private static String version(Path distribution) {
    String version =
        Optional.ofNullable(BenchCommand.class.getPackage().getImplementationVersion())
            .orElse("as built here");
    return ProgramOutput.find(
            COMMIT,
            "git",
            "-C",
            distribution.toString(),
            "describe",
            "--always",
            "--dirty",
            "--abbrev=12")
        .map(commit -> version + ", commit " + commit)
        .orElse(version);
  }

  private void write(String report) throws IOException {
    Optional<Path> file =
        output != null
            ? Optional.of(output)
            : quick || soak != null || !names.isEmpty()
                ? Optional.empty()
                // benchmarks/target/benchmarks
                : Optional.of(distribution().resolve("../../REPORT.md").normalize());
    if (file.isPresent()) {
      Files.writeString(file.get(), report);
      progress("The report is in " + file.get());
    } else {
      System.out.print(report);
    }
  }

  private static void progress(String line) {
    System.err.println(line);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package dev.sluice.benchmarks;

import dev.sluice.benchmarks.replay.ReplayCommand;
import dev.sluice.benchmarks.report.BenchCommand;
import dev.sluice.signaling.HeapSoftLimit;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The load tester's command line: each of {@code ./sluice}'s measuring verbs is a subcommand. */
@Command(name = "sluice", description = "Measures Sluice.")
final class Tools {

  private Tools() {}

  public static void main(String[] arguments) {
    HeapSoftLimit.follow();
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tools())
        .addSubcommand(new JmhCommand())
        .addSubcommand(new LoadCommand())
        .addSubcommand(new ReplayCommand())
        .addSubcommand(new BenchCommand())
        .setParameterExceptionHandler(
            (problem, given) -> {
              problem.getCommandLine().getErr().println("sluice: " + problem.getMessage());
              problem.getCommandLine().getErr().flush();
              return CommandLine.ExitCode.USAGE;
            });
  }
}

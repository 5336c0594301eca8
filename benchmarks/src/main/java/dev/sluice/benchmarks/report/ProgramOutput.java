package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What other programs print, errors included. */
public final class ProgramOutput {

  private ProgramOutput() {}

  /** Runs a command to its end. */
  static String of(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * The first group of a pattern's first match in what a command prints; empty where there is none,
   * or the program isn't installed.
   */
  public static Optional<String> find(Pattern pattern, String... command) {
    try {
      Matcher match = pattern.matcher(of(command));
      return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

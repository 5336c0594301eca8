package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What another JVM on this machine tells of itself, through the JDK's {@code jcmd}. */
final class Jcmd {

  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private Jcmd() {}

  /** Has a JVM carry out a command, and gives what that printed. */
  static String run(long pid, String... command) throws IOException {
    return ProgramOutput.of(
        Stream.concat(Stream.of(JCMD.toString(), Long.toString(pid)), Stream.of(command))
            .toArray(String[]::new));
  }
}

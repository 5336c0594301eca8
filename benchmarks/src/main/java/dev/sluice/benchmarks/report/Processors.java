package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which processors the server gets, and which the clients: with {@code taskset}, where it is
 * installed, the server the first ones and the clients all others.
 */
public final class Processors {

  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  private final int count;
  private final boolean pins;

  public Processors() {
    count = Runtime.getRuntime().availableProcessors();
    pins = count > 1 && Files.isExecutable(TASKSET);
  }

  /** Of the machine, as this process found it before {@link #keepClientsOff}. */
  int count() {
    return count;
  }

  /** A server's command, kept to its processors. */
  public List<String> serverCommand(int loops, List<String> command) {
    if (!pins) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of(TASKSET.toString(), "-c", first(loops)));
    pinned.addAll(command);
    return pinned;
  }

  private String first(int loops) {
    return loops == 1 ? "0" : "0-" + (Math.min(loops, count) - 1);
  }

  /** Keeps this process, the clients', off the first processor. */
  void keepClientsOff() throws BenchException, InterruptedException {
    if (!pins) {
      return;
    }
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      Process taskset =
          new ProcessBuilder(TASKSET.toString(), "-a", "-c", "-p", "1-" + (count - 1), self)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (taskset.waitFor() != 0) {
        throw new BenchException("taskset could not keep the clients off the first processor.");
      }
    } catch (IOException e) {
      throw new BenchException("taskset could not be run: " + e.getMessage() + ".", e);
    }
  }

  /** For the report. */
  String text() {
    return pins
        ? "a server of one loop on processor 0, the clients on the others (taskset)"
        : "wherever the system puts them";
  }
}

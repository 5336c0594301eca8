package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server's process, and the folder with its files. Processes that still run end with this one,
 * however that ends.
 */
public final class ChildProcess implements AutoCloseable {

  private static final String OUTPUT = "output.log";
  private static final int START_SECONDS = 30;
  private static final int GOODBYE_SECONDS = 10;
  private static final int POLL_MILLIS = 50;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  /** Whether a server that has been started takes clients. */
  @FunctionalInterface
  public interface Readiness {
    boolean isReady();
  }

  private final String name;
  private final Process process;
  private final Path folder;

  private ChildProcess(String name, Process process, Path folder) {
    this.name = name;
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param name for messages
   * @param folder for what it prints; deleted when it is closed
   * @throws BenchException if it can't be started, ends at once, or isn't ready in time
   */
  public static ChildProcess start(
      String name, List<String> command, Path folder, Readiness readiness)
      throws BenchException, InterruptedException {
    ChildProcess child;
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(OUTPUT).toFile())
              .start();
      RUNNING.add(process);
      child = new ChildProcess(name, process, folder);
    } catch (IOException e) {
      throw new BenchException("%s can't be started: %s.".formatted(name, e.getMessage()), e);
    }
    try {
      child.await(readiness);
      return child;
    } catch (BenchException | InterruptedException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  private void await(Readiness readiness) throws BenchException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!readiness.isReady()) {
      if (!process.isAlive()) {
        throw new BenchException("%s ended at once: %s".formatted(name, lastLine()));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new BenchException("%s was not ready in %d s.".formatted(name, START_SECONDS));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private String lastLine() {
    try {
      return Files.readAllLines(folder.resolve(OUTPUT)).stream()
          .filter(line -> !line.isBlank())
          .reduce((former, latter) -> latter)
          .orElse("it printed nothing.");
    } catch (IOException e) {
      return "what it printed can't be read (" + e.getMessage() + ").";
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("What " + name + " left behind can't be deleted", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    RUNNING.remove(process);
    delete();
  }
}

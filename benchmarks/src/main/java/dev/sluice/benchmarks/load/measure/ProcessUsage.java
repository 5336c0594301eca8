package dev.sluice.benchmarks.load.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process has used so far, as Linux tells it under {@code /proc} (proc(5)).
 *
 * @param cpuNanos user and system time of all its threads, those that have ended too; in steps of
 *     10 ms
 * @param residentBytes of memory
 * @param threads alive
 * @param waitedNanos for a processor while others had it, summed over the threads alive; 0 where
 *     the kernel doesn't tell
 */
public record ProcessUsage(long cpuNanos, long residentBytes, int threads, long waitedNanos) {

  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final long TICK_NANOS = 10_000_000;

  /** Fields behind the command's closing parenthesis. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;
  private static final int THREADS = 17;

  /** Reads a process, or nothing where there is none, or no {@code /proc}. */
  public static Optional<ProcessUsage> read(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return Optional.of(
          parse(
              Files.readString(process.resolve("stat")),
              Files.readString(process.resolve("status")),
              waited(process.resolve("task"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static ProcessUsage parse(String stat, String status, long waitedNanos) {
    // The command may itself hold spaces and parentheses.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return new ProcessUsage(
        ticks * TICK_NANOS,
        status
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
            .findFirst()
            .orElse(0),
        Integer.parseInt(fields[THREADS]),
        waitedNanos);
  }

  private static long waited(Path tasks) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        sum += ThreadUsage.read(thread).map(ThreadUsage::waitedNanos).orElse(0L);
      }
    }
    return sum;
  }
}

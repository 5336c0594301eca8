package dev.sluice.benchmarks.load.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What one thread, or several, have used so far: {@code schedstat} of proc(5).
 *
 * @param cpuNanos on a processor
 * @param waitedNanos ready to run, but another had the processor
 */
public record ThreadUsage(long cpuNanos, long waitedNanos) {

  private static final Path OWN_THREADS = Path.of("/proc/self/task");

  /** The threads of this process whose name begins so, together. */
  public static ThreadUsage ofOwnThreads(String namePrefix) {
    long cpu = 0;
    long waited = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(OWN_THREADS)) {
      for (Path thread : threads) {
        if (name(thread).startsWith(namePrefix)) {
          ThreadUsage usage = read(thread).orElse(new ThreadUsage(0, 0));
          cpu += usage.cpuNanos;
          waited += usage.waitedNanos;
        }
      }
    } catch (IOException e) {
      // No /proc, as on other systems: nothing is known of threads.
      return new ThreadUsage(0, 0);
    }
    return new ThreadUsage(cpu, waited);
  }

  static Optional<ThreadUsage> read(Path thread) {
    try {
      return Optional.of(parse(Files.readString(thread.resolve("schedstat"))));
    } catch (IOException e) {
      // It has ended meanwhile.
      return Optional.empty();
    }
  }

  static ThreadUsage parse(String schedstat) {
    String[] fields = schedstat.strip().split(" ", -1);
    return new ThreadUsage(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm"));
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }
}

package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * On what a report was made.
 *
 * @param sluice its version, and of which commit it was built
 * @param flags the options of Sluice's JVM, as its file has them, without comments
 * @param options of Sluice's own, where they aren't the default
 * @param pinning which processor runs what
 */
public record Environment(
    LocalDate date,
    String processor,
    int processors,
    long memoryBytes,
    String system,
    String jdk,
    String sluice,
    String flags,
    String options,
    String pinning) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");

  /** This machine, today. */
  static Environment here(String sluice, String flags, String options, Processors processors) {
    return new Environment(
        LocalDate.now(ZoneOffset.UTC),
        field(CPU_INFO, "model name").orElse(System.getProperty("os.arch")),
        processors.count(),
        field(MEMORY_INFO, "MemTotal").map(Environment::bytesOfKilobytes).orElse(0L),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        sluice,
        flags,
        options,
        processors.text());
  }

  private static Optional<String> field(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException e) {
      // Another system than Linux says less of itself.
      return Optional.empty();
    }
  }

  private static long bytesOfKilobytes(String text) {
    return Long.parseLong(text.replaceAll("\\D", "")) * 1024;
  }
}

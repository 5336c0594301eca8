package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the heap was in use after collections, from a JVM's own log. */
final class CollectedHeap {

  /** {@code 120M(5%)->40M(2%)}, as ZGC writes it; other collectors leave the shares out. */
  private static final Pattern LINE =
      Pattern.compile("\\[(\\d+)ns\\].* \\d+M(?:\\(\\d+%\\))?->(\\d+)M.*");

  private CollectedHeap() {}

  /** The option that makes the JVM write such a log, on the clock of {@link System#nanoTime}. */
  static String logging(Path file) {
    return "-Xlog:gc:file=" + file + ":timenanos:filecount=0";
  }

  /**
   * The least bytes in use after any collection between two moments; empty where there was none.
   */
  static OptionalLong leastBytes(Path log, long fromNanos, long toNanos) throws IOException {
    OptionalLong least = OptionalLong.empty();
    for (String line : Files.readAllLines(log)) {
      Matcher collection = LINE.matcher(line);
      if (collection.matches()) {
        long atNanos = Long.parseLong(collection.group(1));
        long bytes = Long.parseLong(collection.group(2)) << 20;
        if (atNanos >= fromNanos && atNanos <= toNanos) {
          least = OptionalLong.of(Math.min(bytes, least.orElse(Long.MAX_VALUE)));
        }
      }
    }
    return least;
  }
}

package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The moments in which a JVM stood still, from its own log: all safepoints, whatever they are for,
 * since an event loop waits for any of them.
 */
public final class Pauses {

  /**
   * The option's value that makes the JVM write such a log. Its nanoseconds are those of {@link
   * System#nanoTime}, which on Linux counts the same for all processes.
   */
  public static String logging(Path file) {
    return "-Xlog:safepoint:file=" + file + ":timenanos:filecount=0";
  }

  private static final Pattern LINE =
      Pattern.compile("\\[(\\d+)ns\\] Safepoint \"\\w+\".*\\bTotal: +(\\d+) ns.*");

  private final double[] sortedMillis;

  private Pauses(List<Double> millis) {
    sortedMillis = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** Those that ended between two moments of {@link System#nanoTime}. */
  public static Pauses read(Path log, long fromNanos, long toNanos) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher pause = LINE.matcher(line);
      if (pause.matches()) {
        long atNanos = Long.parseLong(pause.group(1));
        if (atNanos >= fromNanos && atNanos <= toNanos) {
          millis.add(Long.parseLong(pause.group(2)) / 1e6);
        }
      }
    }
    return new Pauses(millis);
  }

  public int count() {
    return sortedMillis.length;
  }

  /** So many percent were no longer; p99.9 of fewer than a thousand is the longest. */
  public double percentileMillis(double percentile) {
    if (sortedMillis.length == 0) {
      return 0;
    }
    // A hair less: 99.9 % of a thousand is a little more than 999 in floating point.
    int rank = (int) Math.ceil(percentile / 100 * sortedMillis.length - 1e-6);
    return sortedMillis[Math.max(rank, 1) - 1];
  }

  public double maxMillis() {
    return percentileMillis(100);
  }
}

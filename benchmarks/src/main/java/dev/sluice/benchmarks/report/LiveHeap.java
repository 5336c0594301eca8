package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM's live objects take. */
final class LiveHeap {

  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

  private LiveHeap() {}

  /** Has the JVM collect its garbage, and count the rest. */
  static long bytes(long pid) throws BenchException, IOException {
    Matcher total = TOTAL.matcher(Jcmd.run(pid, "GC.class_histogram"));
    if (!total.find()) {
      throw new BenchException("jcmd could not count the server's live objects.");
    }
    return Long.parseLong(total.group(1));
  }
}

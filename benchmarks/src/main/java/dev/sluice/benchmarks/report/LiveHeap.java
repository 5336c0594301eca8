package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What another JVM's live objects take. */
final class LiveHeap {

  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

  private LiveHeap() {}

  /** Has the JVM collect its garbage, by the JDK's {@code jcmd}, and count the rest. */
  static long bytes(long pid) throws BenchException, IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new BenchException("jcmd could not count the server's live objects.");
    }
    return Long.parseLong(total.group(1));
  }
}

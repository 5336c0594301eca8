package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the media loops of another JVM, a Sluice, have allocated since they began. */
final class LoopAllocation {

  private static final Pattern LOOP =
      Pattern.compile("^\"sluice-media-[^\"]*\".*\\ballocated=(\\d+)([BKMG])", Pattern.MULTILINE);

  private LoopAllocation() {}

  /** Of all loops together, as the JVM's list of its threads has it. */
  static long bytes(long pid) throws BenchException, IOException {
    return bytesIn(Jcmd.run(pid, "Thread.print", "-e"));
  }

  /** The JVM rounds to kilobytes from a hundred of them on, to megabytes likewise. */
  static long bytesIn(String threads) throws BenchException {
    Matcher loop = LOOP.matcher(threads);
    if (!loop.find()) {
      throw new BenchException("jcmd did not tell what the server's media loops allocated.");
    }
    long bytes = 0;
    do {
      bytes += Long.parseLong(loop.group(1)) << shift(loop.group(2));
    } while (loop.find());
    return bytes;
  }

  private static int shift(String unit) {
    return switch (unit) {
      case "K" -> 10;
      case "M" -> 20;
      case "G" -> 30;
      default -> 0;
    };
  }
}

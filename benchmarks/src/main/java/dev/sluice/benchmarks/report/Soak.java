package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Half load for a long time: whether memory stays where it is. */
final class Soak {

  /** The table's rows, and one more for the beginning. */
  private static final int PARTS = 12;

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final double JOINS_PER_SECOND = 50;

  /** The state at the end of one part of the time. */
  private record Part(
      Duration at,
      long residentBytes,
      OptionalLong collectedBytes,
      int threads,
      double cpuMicrosPerPacket,
      double p99Millis,
      double lossRatio) {}

  private Soak() {}

  /** Runs it, and writes what it was in Markdown. */
  static String run(Contender contender, int viewers, Duration length, Consumer<String> progress)
      throws BenchException, LoadException, InterruptedException, IOException {
    Duration step = length.dividedBy(PARTS);
    if (step.compareTo(WARM_UP) < 0) {
      throw new BenchException("A soak takes at least two minutes.");
    }
    List<Part> parts = new ArrayList<>();
    try (MeasuredServer server = contender.start(1)) {
      LoadPlan plan =
          LoadPlan.DEFAULT
              .withTarget(server.target())
              .withServerPid(OptionalLong.of(server.pid()))
              .withCrowd(Trial.broadcastTo(viewers))
              .withMedia(Trial.video())
              .withPace(new Pace(JOINS_PER_SECOND, Duration.ZERO, step));
      try (LoadTest test = LoadTest.open(plan, server.signaling(), progress)) {
        test.viewers(viewers);
        Thread.sleep(WARM_UP);
        for (int part = 1; part <= PARTS; part++) {
          long fromNanos = System.nanoTime();
          parts.add(part(test.measure(), server, step.multipliedBy(part), fromNanos));
          progress.accept(line(parts.getLast()));
        }
      }
    }
    return markdown(length, viewers, parts);
  }

  private static Part part(LoadResult result, MeasuredServer server, Duration at, long fromNanos)
      throws IOException {
    OptionalLong collected =
        server.logs().isPresent()
            ? CollectedHeap.leastBytes(
                server.logs().get().collections(), fromNanos, System.nanoTime())
            : OptionalLong.empty();
    return new Part(
        at,
        result.server().residentBytes(),
        collected,
        result.server().threads(),
        result.server().cpuMicrosPerPacket(),
        result.latency().p99() / 1e3,
        result.loss().ratio());
  }

  private static String markdown(Duration length, int viewers, List<Part> parts) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        ## Soak: %s at half load

        One publisher of 2.5 Mbit/s and %d viewers, one loop on one core. The heap is the least \
        that any collection left in use in that part of the time.

        | after | resident | heap after collection | threads | CPU per packet | p99 | lost |
        |---:|---:|---:|---:|---:|---:|---:|
        """
            .formatted(text(length), viewers));
    parts.forEach(part -> out.append(line(part)).append('\n'));
    return out.toString();
  }

  private static String line(Part part) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f MB | %s | %d | %.2f µs | %.2f ms | %.4f %% |",
        text(part.at()),
        part.residentBytes() / 1e6,
        part.collectedBytes().isPresent()
            ? String.format(Locale.ROOT, "%.0f MB", part.collectedBytes().getAsLong() / 1e6)
            : "–",
        part.threads(),
        part.cpuMicrosPerPacket(),
        part.p99Millis(),
        100 * part.lossRatio());
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}

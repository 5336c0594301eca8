package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What has become faster or slower since a baseline was saved.
 *
 * <p>Two means differ by more than the noise where their 99 % confidence intervals, by Student's t
 * over the iterations of all forks, don't overlap, and they lie more than {@value
 * #NOTEWORTHY_PERCENT} % apart: iterations of one JVM resemble each other more than those of two,
 * so the intervals alone would tell of differences that the next run doesn't have. Allocation has
 * to differ by a byte as well: a profiler's own litter is less.
 */
final class Comparison {

  /** How a figure stands to the baseline's. */
  enum Verdict {
    LESS,
    SAME,
    MORE,
    /** Too few iterations on one side to tell. */
    UNKNOWN
  }

  /** One benchmark, measured by both. */
  record Line(Measurement before, Measurement now, Verdict time, Verdict allocation) {}

  private static final double CONFIDENCE = 0.99;
  private static final double NOTEWORTHY_PERCENT = 5;
  private static final double NOTEWORTHY_BYTES = 1;

  private final String machine;
  private final List<Line> lines = new ArrayList<>();
  private final List<Measurement> added = new ArrayList<>();

  Comparison(Baseline before, Baseline now) {
    machine = before.machine();
    for (Measurement measured : now.measurements()) {
      Optional<Measurement> former =
          before.measurements().stream().filter(measured::isSameAs).findFirst();
      former.ifPresentOrElse(found -> lines.add(line(found, measured)), () -> added.add(measured));
    }
  }

  private static Line line(Measurement before, Measurement now) {
    return new Line(
        before,
        now,
        verdict(before.cpuNanosPerOp(), now.cpuNanosPerOp(), 0),
        verdict(before.bytesPerOp(), now.bytesPerOp(), NOTEWORTHY_BYTES));
  }

  private static Verdict verdict(List<Double> before, List<Double> now, double leastDifference) {
    ListStatistics was = statistics(before);
    ListStatistics is = statistics(now);
    // With two values the interval is wider than anything, with one there is none.
    if (was.getN() < 3 || is.getN() < 3) {
      return Verdict.UNKNOWN;
    }
    double difference = is.getMean() - was.getMean();
    boolean noteworthy =
        Math.abs(difference) > Math.abs(was.getMean()) * NOTEWORTHY_PERCENT / 100
            && Math.abs(difference) >= leastDifference;
    double[] wasIn = was.getConfidenceIntervalAt(CONFIDENCE);
    double[] isIn = is.getConfidenceIntervalAt(CONFIDENCE);
    if (!noteworthy || (isIn[0] <= wasIn[1] && wasIn[0] <= isIn[1])) {
      return Verdict.SAME;
    }
    return difference > 0 ? Verdict.MORE : Verdict.LESS;
  }

  private static ListStatistics statistics(List<Double> values) {
    return new ListStatistics(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Whether anything takes more time or allocates more than before, beyond the noise. */
  boolean anySlower() {
    return lines.stream()
        .anyMatch(line -> line.time() == Verdict.MORE || line.allocation() == Verdict.MORE);
  }

  /** A table in Markdown, and what it comes to in a sentence. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append("Compared with ").append(machine).append("\n\n");
    table.append("| benchmark | parameters | CPU ns/op before | now | | B/op before | now | |\n");
    table.append("|---|---|---:|---:|---|---:|---:|---|\n");
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
              line.now().benchmark(),
              line.now().parameters(),
              mean(line.before().cpuNanosPerOp(), 1),
              mean(line.now().cpuNanosPerOp(), 1),
              switch (line.time()) {
                case LESS -> "faster";
                case SAME -> "same";
                case MORE -> "**slower**";
                case UNKNOWN -> "too few iterations";
              },
              mean(line.before().bytesPerOp(), 0),
              mean(line.now().bytesPerOp(), 0),
              switch (line.allocation()) {
                case LESS -> "less";
                case SAME -> "same";
                case MORE -> "**more**";
                case UNKNOWN -> "too few iterations";
              }));
    }
    table.append('\n').append(summary()).append('\n');
    return table.toString();
  }

  private String summary() {
    return "%d slower, %d faster, %d the same, %d allocate more, %d allocate less, %d not in the baseline."
        .formatted(
            times(Verdict.MORE),
            times(Verdict.LESS),
            times(Verdict.SAME),
            allocations(Verdict.MORE),
            allocations(Verdict.LESS),
            added.size());
  }

  private long times(Verdict verdict) {
    return lines.stream().filter(line -> line.time() == verdict).count();
  }

  private long allocations(Verdict verdict) {
    return lines.stream().filter(line -> line.allocation() == verdict).count();
  }

  /** Empty where nothing was measured. */
  private static String mean(List<Double> values, int decimals) {
    return values.isEmpty()
        ? ""
        : String.format(Locale.ROOT, "%." + decimals + "f", statistics(values).getMean());
  }
}

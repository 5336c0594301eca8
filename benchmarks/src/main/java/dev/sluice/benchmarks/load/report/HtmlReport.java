package dev.sluice.benchmarks.load.report;

import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadResult.Percentiles;
import dev.sluice.benchmarks.load.LoadResult.Second;
import dev.sluice.benchmarks.load.StairsResult;
import dev.sluice.benchmarks.load.StairsResult.Step;
import dev.sluice.benchmarks.load.StormResult;
import dev.sluice.benchmarks.load.report.SvgChart.Point;
import dev.sluice.benchmarks.load.report.SvgChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Results as a page of HTML with charts. */
public final class HtmlReport {

  /** What is written under the curve of latencies. */
  private static final Set<Double> NAMED = Set.of(0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999);

  private static final List<String> TIME_COLUMNS =
      List.of("", "count", "mean", "p50", "p90", "p99", "p99.9", "max");

  private HtmlReport() {}

  /** The page of one measurement. */
  public static String of(LoadResult result) {
    List<String> body = new ArrayList<>();
    body.add(Html.paragraph("about", "Measured from " + result.startedAt() + "."));
    addResult(body, result);
    return Html.page("Load test of " + result.load().server(), body);
  }

  /** The page of a storm of joins. */
  public static String of(StormResult result) {
    List<List<String>> summary = new ArrayList<>();
    summary.add(List.of("", ""));
    TextReport.rows(result).forEach(row -> summary.add(List.of(row.what(), row.text())));
    List<List<String>> times = new ArrayList<>();
    times.add(TIME_COLUMNS);
    addJoins(times, result.joins());
    return Html.page(
        "Storm of joins",
        List.of(
            Html.paragraph("about", "Measured from " + result.startedAt() + "."),
            Html.table(summary),
            Html.heading("Times, in milliseconds"),
            Html.table(times)));
  }

  /** The page of a search for the largest load, with its last carried step in full. */
  public static String of(StairsResult stairs) {
    List<String> body = new ArrayList<>();
    body.add(
        Html.paragraph(
            "about",
            String.format(
                Locale.ROOT,
                "Carried: %,d viewers, with a p99 latency of at most %.1f ms and at most %.4f %%"
                    + " loss.",
                stairs.carriedViewers(),
                stairs.maxP99Millis(),
                100 * stairs.maxLossRatio())));
    if (stairs.ownLimit()) {
      body.add(
          Html.paragraph(
              "warning",
              "Some load was not carried while the load generator was itself at its limit: the"
                  + " server may carry more."));
    }
    body.add(Html.table(steps(stairs.steps())));
    List<Step> ascending =
        stairs.steps().stream()
            .sorted((a, b) -> Integer.compare(a.viewers(), b.viewers()))
            .toList();
    body.add(
        Html.charts(
            List.of(
                new SvgChart(
                    "Latency against viewers",
                    "viewers",
                    "ms",
                    List.of(
                        line("p50", ascending, step -> step.result().latency().p50() / 1e3),
                        line("p99", ascending, step -> step.result().latency().p99() / 1e3))),
                new SvgChart(
                    "Server CPU per forwarded packet",
                    "viewers",
                    "µs",
                    List.of(line("server", ascending, HtmlReport::perPacket))))));
    stairs.steps().stream()
        .filter(Step::held)
        .reduce((first, second) -> second)
        .ifPresent(
            step -> {
              body.add(
                  Html.heading("The last load carried: %,d viewers".formatted(step.viewers())));
              addResult(body, step.result());
            });
    return Html.page("Staircase", body);
  }

  private static double perPacket(Step step) {
    return step.result().server() == null ? 0 : step.result().server().cpuMicrosPerPacket();
  }

  private static Series line(String name, List<Step> steps, ToDoubleFunction<Step> value) {
    return new Series(
        name,
        steps.stream().map(step -> new Point(step.viewers(), value.applyAsDouble(step))).toList());
  }

  private static List<List<String>> steps(List<Step> steps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("viewers", "carried", "p99 ms", "loss", "packets/s", "server µs/packet"));
    for (Step step : steps) {
      LoadResult result = step.result();
      rows.add(
          List.of(
              Integer.toString(step.viewers()),
              step.held() ? "yes" : "no",
              millis(result.latency().p99()),
              String.format(Locale.ROOT, "%.5f %%", 100 * result.loss().ratio()),
              String.format(Locale.ROOT, "%,.0f", result.packets() / result.seconds()),
              String.format(Locale.ROOT, "%.3f", perPacket(step))));
    }
    return rows;
  }

  private static void addResult(List<String> body, LoadResult result) {
    result.warnings().forEach(warning -> body.add(Html.paragraph("warning", warning)));
    body.add(Html.table(summary(result)));
    body.add(Html.heading("Times, in milliseconds"));
    body.add(Html.table(times(result)));
    body.add(Html.heading("Charts"));
    body.add(Html.charts(charts(result)));
  }

  /** The text report's lines, a row each, but for the warnings, which stand above. */
  private static List<List<String>> summary(LoadResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", ""));
    TextReport.rows(result).stream()
        .filter(row -> !row.what().equals(TextReport.WARNING))
        .forEach(row -> rows.add(List.of(row.what(), row.text())));
    return rows;
  }

  private static List<List<String>> times(LoadResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(TIME_COLUMNS);
    rows.add(row("packet, one way", result.latency()));
    addJoins(rows, result.joins());
    rows.add(row("own timers late", result.generator().lateness()));
    rows.add(row("frames sent late", result.generator().publisherLateness()));
    return rows;
  }

  private static void addJoins(List<List<String>> rows, LoadResult.Joins joins) {
    rows.add(row("offer → answer", joins.toAnswer()));
    rows.add(row("offer → connected", joins.toConnected()));
    rows.add(row("offer → first media", joins.toFirstMedia()));
  }

  private static List<String> row(String what, Percentiles micros) {
    return List.of(
        what,
        String.format(Locale.ROOT, "%,d", micros.count()),
        String.format(Locale.ROOT, "%.2f", micros.mean() / 1e3),
        millis(micros.p50()),
        millis(micros.p90()),
        millis(micros.p99()),
        millis(micros.p999()),
        millis(micros.max()));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.2f", micros / 1e3);
  }

  private static List<SvgChart> charts(LoadResult result) {
    List<Second> seconds = result.timeline();
    return List.of(
        new SvgChart(
            "Latency by percentile",
            "percentile",
            "ms",
            List.of(
                new Series(
                    "packets",
                    result.latency().curve().stream()
                        .filter(point -> point.percentile() < 100)
                        .map(HtmlReport::onCurve)
                        .toList()))),
        new SvgChart(
            "Latency over time",
            "s",
            "ms",
            List.of(
                over("p50", seconds, second -> second.latencyP50Micros() / 1e3),
                over("p99", seconds, second -> second.latencyP99Micros() / 1e3),
                over("max", seconds, second -> second.latencyMaxMicros() / 1e3))),
        new SvgChart(
            "Throughput",
            "s",
            "Mbit/s",
            List.of(over("received", seconds, second -> second.bytes() * 8 / 1e6))),
        new SvgChart(
            "Processors",
            "s",
            "cores",
            List.of(
                over("server", seconds, Second::serverCores),
                over("load generator", seconds, Second::generatorCores))));
  }

  /** Each nine as wide as the one before. */
  private static Point onCurve(LoadResult.Point point) {
    double nines = -Math.log10(1 - point.percentile() / 100);
    String label =
        NAMED.contains(point.percentile())
            ? String.format(Locale.ROOT, "%s", point.percentile()).replaceFirst("\\.0$", "")
            : "";
    return new Point(nines, point.micros() / 1e3, label);
  }

  private static Series over(String name, List<Second> seconds, ToDoubleFunction<Second> value) {
    return new Series(
        name,
        seconds.stream()
            .map(second -> new Point(second.atSeconds(), value.applyAsDouble(second)))
            .toList());
  }
}

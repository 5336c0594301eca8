package dev.sluice.core.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One scenario for a person to look at: its goals, and for each viewer rates, layer, queue and
 * frames over time, in one HTML file that needs no other.
 */
final class ScenarioChart {

  private static final int WIDTH = 960;
  private static final int LEFT = 70;
  private static final int RIGHT = 16;
  private static final int TOP = 24;
  private static final int BOTTOM = 22;
  private static final int LAYERS = 3;
  private static final List<String> COLOURS =
      List.of("#999999", "#4477aa", "#66ccee", "#228833", "#ee6677", "#aa3377", "#ccbb44");

  private final String name;
  private final List<ViewerMeasurements> viewers;
  private final List<TimeSeries> flows;
  private final List<Goals.Goal> goals;
  private final StringBuilder html = new StringBuilder();

  ScenarioChart(
      String name,
      List<ViewerMeasurements> viewers,
      List<TimeSeries> flows,
      List<Goals.Goal> goals) {
    this.name = name;
    this.viewers = viewers;
    this.flows = flows;
    this.goals = goals;
  }

  /** As every page of results begins. */
  static String head(String title) {
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
        body{font:14px sans-serif;margin:24px;max-width:%dpx}svg{display:block;margin:8px 0}
        td,th{text-align:left;padding:2px 12px 2px 0}.met{color:#228833}.not{color:#cc3311}
        text{font:11px sans-serif}</style></head><body><h1>%s</h1>
        """,
        title,
        WIDTH,
        title);
  }

  /** Writes {@code folder/name.html}. */
  void write(Path folder) throws IOException {
    html.append(head(name));
    goals();
    for (ViewerMeasurements viewer : viewers) {
      line(String.format(Locale.ROOT, "<h2>%s</h2>", viewer.name()));
      List<TimeSeries> rates = new ArrayList<>(viewer.rates());
      rates.addAll(flows);
      // What is sent far beyond the link would leave nothing else to see.
      panel("kbit/s", 260, rates, 2 * viewer.rates().getFirst().max());
      panel("layer, 0: none", 90, List.of(viewer.layer()), LAYERS);
      panel("queue, ms", 110, List.of(viewer.queueMillis()), Double.MAX_VALUE);
      panel("frames/s", 110, List.of(viewer.framesPerSecond()), Double.MAX_VALUE);
      line(String.format(Locale.ROOT, "<p>%s</p>", viewer.summary()));
    }
    line("</body></html>");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".html"), html);
  }

  private void goals() {
    line("<table><tr><th>goal</th><th>measured</th><th>wanted</th><th></th></tr>");
    for (Goals.Goal goal : goals) {
      line(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td>%.3f</td><td>%s %.3f</td><td class=\"%s\">%s</td></tr>",
              goal.name(),
              goal.value(),
              goal.relation(),
              goal.limit(),
              goal.met() ? "met" : "not",
              goal.met() ? "met" : "not met"));
    }
    line("</table>");
  }

  private void panel(String title, int height, List<TimeSeries> series, double limit) {
    double maxSeconds = 1e-9;
    double maxValue = 1;
    for (TimeSeries one : series) {
      maxValue = Math.max(maxValue, one.max());
      if (one.size() > 0) {
        maxSeconds = Math.max(maxSeconds, one.seconds(one.size() - 1));
      }
    }
    maxValue = Math.min(limit, maxValue);
    double step = Math.max(1, niceStep(maxValue / 4));
    double top = step * Math.ceil(maxValue / step);
    line(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            height,
            title));
    line(String.format(Locale.ROOT, "<text x=\"4\" y=\"14\">%s</text>", title));
    for (double value = 0; value <= top; value += step) {
      double y = y(value, top, height);
      line(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
              LEFT,
              WIDTH - RIGHT,
              y,
              y));
      line(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>",
              LEFT - 6,
              y + 4,
              value));
    }
    for (double at = 0; at <= maxSeconds; at += niceStep(maxSeconds / 12)) {
      line(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.3g s</text>",
              x(at, maxSeconds),
              height - 6,
              at));
    }
    for (int i = 0; i < series.size(); i++) {
      curve(series.get(i), COLOURS.get(i % COLOURS.size()), i, maxSeconds, top, height);
    }
    line("</svg>");
  }

  private void curve(
      TimeSeries series, String colour, int index, double maxSeconds, double top, int height) {
    if (series.size() == 0) {
      return;
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      points.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              x(series.seconds(i), maxSeconds),
              y(Math.clamp(series.value(i), 0, top), top, height)));
    }
    line(
        String.format(
            Locale.ROOT,
            "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>",
            colour,
            points.toString().strip()));
    line(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"14\" fill=\"%s\">%s</text>",
            LEFT + 120 * (index + 1),
            colour,
            series.name()));
  }

  private static double x(double seconds, double maxSeconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / maxSeconds;
  }

  private static double y(double value, double top, int height) {
    return height - BOTTOM - (height - TOP - BOTTOM) * value / top;
  }

  /** 1, 2 or 5 times a power of ten, not below what is wanted. */
  private static double niceStep(double wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double factor = wanted / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  private void line(String text) {
    html.append(text).append('\n');
  }
}

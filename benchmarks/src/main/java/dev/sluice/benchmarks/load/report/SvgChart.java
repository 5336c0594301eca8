package dev.sluice.benchmarks.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as inline SVG. Both axes begin at 0; colours are the page's, by class.
 *
 * @param series at most four
 */
record SvgChart(String title, String xLabel, String yLabel, List<Series> series) {

  /** One line. */
  record Series(String name, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /** One value; {@code label} is what its place on the x axis is called, or empty. */
  record Point(double x, double y, String label) {
    Point(double x, double y) {
      this(x, y, "");
    }
  }

  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 64;
  private static final int RIGHT = 28;
  private static final int TOP = 34;
  private static final int BOTTOM = 44;
  private static final int TICKS = 5;

  SvgChart {
    series = List.copyOf(series);
  }

  String toSvg() {
    double xMax = max(true);
    double yStep = niceStep(max(false) / TICKS);
    double yMax = Math.max(yStep, yStep * Math.ceil(max(false) / yStep));
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            Html.escape(title)));
    lines.add(
        String.format(
            Locale.ROOT,
            "<text class=\"title\" x=\"%d\" y=\"16\">%s</text>",
            LEFT,
            Html.escape(title + ", " + yLabel)));
    addYAxis(lines, yMax, yStep);
    addXAxis(lines, xMax);
    for (int i = 0; i < series.size(); i++) {
      addSeries(lines, i, xMax, yMax);
    }
    lines.add("</svg>");
    return String.join("\n", lines);
  }

  private void addYAxis(List<String> lines, double yMax, double yStep) {
    for (double value = 0; value <= yMax + yStep / 2; value += yStep) {
      double y = y(value, yMax);
      lines.add(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT,
              WIDTH - RIGHT,
              y,
              y));
      lines.add(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 6,
              y + 4,
              number(value)));
    }
  }

  private void addXAxis(List<String> lines, double xMax) {
    List<Point> named =
        series.isEmpty()
            ? List.of()
            : series.getFirst().points().stream().filter(p -> !p.label().isEmpty()).toList();
    if (named.isEmpty()) {
      double step = niceStep(xMax / TICKS);
      List<Point> even = new ArrayList<>();
      for (double value = 0; value <= xMax; value += step) {
        even.add(new Point(value, 0, number(value)));
      }
      named = even;
    }
    for (Point point : named) {
      lines.add(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x(point.x(), xMax),
              HEIGHT - BOTTOM + 16,
              Html.escape(point.label())));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            WIDTH - RIGHT,
            HEIGHT - BOTTOM + 32,
            Html.escape(xLabel)));
  }

  private void addSeries(List<String> lines, int index, double xMax, double yMax) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.get(index).points()) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x(), xMax), y(point.y(), yMax)));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "<polyline class=\"s%d\" points=\"%s\"/>",
            index,
            path.toString().strip()));
    int place = LEFT + 110 * index;
    lines.add(
        String.format(
            Locale.ROOT,
            "<line class=\"s%d\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
            index,
            place,
            place + 18,
            HEIGHT - 8,
            HEIGHT - 8));
    lines.add(
        String.format(
            Locale.ROOT,
            "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
            place + 24,
            HEIGHT - 4,
            Html.escape(series.get(index).name())));
  }

  private double max(boolean horizontal) {
    return series.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> horizontal ? point.x() : point.y())
        .max()
        .orElse(1);
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double niceStep(double wanted) {
    if (wanted <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    double factor = wanted / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  private static double x(double value, double max) {
    return LEFT + (WIDTH - LEFT - RIGHT) * (max == 0 ? 0 : value / max);
  }

  private static double y(double value, double max) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / max;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.3g", value).replaceFirst("0+$", "");
  }
}

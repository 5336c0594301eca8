package dev.sluice.benchmarks.report;

/**
 * What a figure should come to.
 *
 * @param limit the most, or of what is better the more there is of it, the least
 */
public record Goal(Figure figure, double limit) {

  public boolean isMetBy(double value) {
    return figure.moreIsBetter() ? value >= limit : value <= limit;
  }

  public String text() {
    return (figure.moreIsBetter() ? "≥ " : "≤ ") + figure.text(limit);
  }
}

package dev.sluice.benchmarks.report;

import java.util.Locale;

/** What the report tells of a server under load. */
public enum Figure {
  CPU_PER_PACKET("CPU per forwarded packet", "µs", 2, false),
  ALLOCATED_PER_PACKET("allocated by the media loop per forwarded packet", "B", 0, false),
  LATENCY_P50("one-way latency, p50", "ms", 2, false),
  LATENCY_P99("one-way latency, p99", "ms", 2, false),
  LOSS("packets lost", "%", 3, false),
  FREEZES("freezes", "", 0, false),
  SUBSCRIBERS("subscribers carried", "", 0, true),
  MEMORY_PER_SUBSCRIBER("resident memory per subscriber", "kB", 0, false),
  HEAP_PER_CLIENT("heap per client", "kB", 1, false),
  CPU_SHARE("CPU", "% of a core", 1, false),
  CPU_PER_JOIN("CPU per join", "ms", 2, false),
  JOINS_PER_SECOND("joins per second of CPU", "", 0, true),
  FIRST_MEDIA_P50("first media after the offer, p50", "ms", 1, false),
  FIRST_MEDIA_P99("first media after the offer, p99", "ms", 1, false),
  SPEED_UP("two cores against one", "×", 2, true),
  PAUSE_P999("JVM pause, p99.9", "ms", 3, false),
  PAUSE_MAX("JVM pause, longest", "ms", 3, false),
  GENERATOR_CPU("CPU of the load generator", "% of a core", 0, false);

  private final String title;
  private final String unit;
  private final int decimals;
  private final boolean moreIsBetter;

  Figure(String title, String unit, int decimals, boolean moreIsBetter) {
    this.title = title;
    this.unit = unit;
    this.decimals = decimals;
    this.moreIsBetter = moreIsBetter;
  }

  /** What it is, in words. */
  public String title() {
    return title;
  }

  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** A value without its unit, with as many decimals as mean anything. */
  public String number(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A value with its unit. */
  public String text(double value) {
    return unit.isEmpty() ? number(value) : number(value) + " " + unit;
  }
}

package dev.sluice.benchmarks;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results as a Markdown table: time, processor time and allocation per operation. */
final class ResultTable {

  private ResultTable() {}

  static String of(Collection<RunResult> results) {
    StringBuilder table = new StringBuilder();
    table.append("| benchmark | parameters | ns/op | ± | CPU ns/op | B/op |\n");
    table.append("|---|---|---:|---:|---:|---:|\n");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s |%n",
              Measurement.benchmark(result.getParams()),
              Measurement.parameters(result.getParams()),
              number(time.getScore(), 1),
              number(time.getScoreError(), 1),
              profiled(result, CpuTimeProfiler.NANOS_PER_OPERATION, 1),
              profiled(result, Measurement.BYTES_PER_OPERATION, 0)));
    }
    return table.toString();
  }

  /** What a profiler found out; empty where it didn't run. */
  private static String profiled(RunResult result, String label, int decimals) {
    Result<?> profiled = result.getSecondaryResults().get(label);
    return profiled == null ? "" : number(profiled.getScore(), decimals);
  }

  /** Empty where there is none: no error can be told from too few iterations. */
  private static String number(double value, int decimals) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}

package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One benchmark with one choice of parameters, and what each iteration of each fork measured.
 *
 * @param benchmark class and method, without the package
 * @param parameters as {@code name=value, …}; empty where there are none
 * @param cpuNanosPerOp processor time of the measuring thread, an iteration each
 * @param bytesPerOp allocation, an iteration each
 */
record Measurement(
    String benchmark, String parameters, List<Double> cpuNanosPerOp, List<Double> bytesPerOp) {

  /** The name under which JMH's GC profiler gives the bytes allocated per operation. */
  static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

  Measurement {
    cpuNanosPerOp = List.copyOf(cpuNanosPerOp);
    bytesPerOp = List.copyOf(bytesPerOp);
  }

  static Measurement of(RunResult run) {
    return new Measurement(
        benchmark(run.getParams()),
        parameters(run.getParams()),
        iterations(run, CpuTimeProfiler.NANOS_PER_OPERATION),
        iterations(run, BYTES_PER_OPERATION));
  }

  static String benchmark(BenchmarkParams params) {
    String qualified = params.getBenchmark();
    String type = qualified.substring(0, qualified.lastIndexOf('.'));
    return qualified.substring(type.lastIndexOf('.') + 1);
  }

  static String parameters(BenchmarkParams params) {
    StringJoiner parameters = new StringJoiner(", ");
    for (String key : params.getParamsKeys()) {
      parameters.add(key + "=" + params.getParam(key));
    }
    return parameters.toString();
  }

  private static List<Double> iterations(RunResult run, String label) {
    List<Double> scores = new ArrayList<>();
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        Result<?> measured = iteration.getSecondaryResults().get(label);
        if (measured != null) {
          scores.add(measured.getScore());
        }
      }
    }
    return scores;
  }

  boolean isSameAs(Measurement other) {
    return benchmark.equals(other.benchmark) && parameters.equals(other.parameters);
  }
}

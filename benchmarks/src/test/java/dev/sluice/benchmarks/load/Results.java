package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.LoadResult.GeneratorUsage;
import dev.sluice.benchmarks.load.LoadResult.Joins;
import dev.sluice.benchmarks.load.LoadResult.Load;
import dev.sluice.benchmarks.load.LoadResult.Loss;
import dev.sluice.benchmarks.load.LoadResult.Percentiles;
import dev.sluice.benchmarks.load.LoadResult.Picture;
import dev.sluice.benchmarks.load.LoadResult.Point;
import dev.sluice.benchmarks.load.LoadResult.Proof;
import dev.sluice.benchmarks.load.LoadResult.Second;
import dev.sluice.benchmarks.load.LoadResult.ServerUsage;
import java.util.List;

/** Results with made-up numbers. */
public final class Results {

  private Results() {}

  /** 200 viewers, two seconds, nothing wrong. */
  public static LoadResult good() {
    return of(latency(3_900), new Loss(120_000, 0, 0, 0, 0, 0), generator(0.2, 0, 0));
  }

  public static LoadResult of(Percentiles latency, Loss loss, GeneratorUsage generator) {
    return new LoadResult(
        "2026-11-25T12:00:00Z",
        new Load(
            "http://127.0.0.1:8080",
            "fan-out",
            1,
            1,
            200,
            "VP8 2,500 kbit/s, 30/s",
            "none",
            false,
            "AEAD_AES_128_GCM",
            true,
            100),
        new Joins(
            201,
            201,
            List.of(),
            49.5,
            distribution(3_000),
            distribution(12_000),
            distribution(25_000),
            1_400),
        2,
        120_000,
        141_600_000,
        latency,
        loss,
        new Picture(30, 0, 0),
        new Proof(1_900, 0, 0, 0, 0, 0),
        new ServerUsage(4711, 0.18, 0.09, 1.5, 200_000_000, 55_000, 24, 0.01, 0),
        generator,
        List.of(
            new Second(1, 60_000, 70_800_000, 1_200, 3_800, 4_400, 0, 0.09, 0.05),
            new Second(2, 60_000, 70_800_000, 1_250, 3_900, 4_500, 0, 0.09, 0.05)),
        List.of());
  }

  public static Percentiles latency(long p99Micros) {
    return new Percentiles(
        120_000,
        1_300,
        1_200,
        2_000,
        p99Micros,
        4_200,
        4_500,
        List.of(
            new Point(0, 100),
            new Point(50, 1_200),
            new Point(90, 2_000),
            new Point(99, p99Micros),
            new Point(99.9, 4_200),
            new Point(100, 4_500)));
  }

  public static GeneratorUsage generator(double busy, double waited, long drops) {
    return new GeneratorUsage(
        0.1, 0.05, 0.83, busy, waited, distribution(200), distribution(300), drops);
  }

  public static Percentiles distribution(long p99Micros) {
    return new Percentiles(
        100, p99Micros / 2.0, p99Micros / 2, p99Micros, p99Micros, p99Micros, p99Micros, List.of());
  }
}

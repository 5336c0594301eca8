package dev.sluice.benchmarks.load.report;

import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadResult.GeneratorUsage;
import dev.sluice.benchmarks.load.LoadResult.Joins;
import dev.sluice.benchmarks.load.LoadResult.Load;
import dev.sluice.benchmarks.load.LoadResult.Loss;
import dev.sluice.benchmarks.load.LoadResult.Percentiles;
import dev.sluice.benchmarks.load.LoadResult.Picture;
import dev.sluice.benchmarks.load.LoadResult.Proof;
import dev.sluice.benchmarks.load.LoadResult.ServerUsage;
import dev.sluice.benchmarks.load.StairsResult;
import dev.sluice.benchmarks.load.StormResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A result on one screen. */
public final class TextReport {

  static final String WARNING = "warning";

  /** What a line speaks of, and what it says. */
  record Row(String what, String text) {}

  private final List<Row> rows = new ArrayList<>();

  private TextReport() {}

  /** A measurement in lines of text. */
  public static String of(LoadResult result) {
    return text(rows(result));
  }

  /** A storm of joins in lines of text. */
  public static String of(StormResult result) {
    return text(rows(result));
  }

  /** A search for the largest load in lines of text. */
  public static String of(StairsResult stairs) {
    TextReport report = new TextReport();
    for (StairsResult.Step step : stairs.steps()) {
      LoadResult result = step.result();
      report.line(
          step.held() ? "carried" : "too much",
          String.format(
              Locale.ROOT,
              "%,d viewers: p50 %.2f, p99 %.2f, max %.2f ms; loss %.5f %%; server %.2f cores, %.3f"
                  + " µs per packet; generator %.2f cores",
              step.viewers(),
              result.latency().p50() / 1e3,
              result.latency().p99() / 1e3,
              result.latency().max() / 1e3,
              100 * result.loss().ratio(),
              result.server() == null ? 0 : result.server().cores(),
              result.server() == null ? 0 : result.server().cpuMicrosPerPacket(),
              result.generator().cores()));
    }
    report.line(
        "result",
        String.format(
            Locale.ROOT,
            "%,d viewers with p99 ≤ %.1f ms and loss ≤ %.4f %%",
            stairs.carriedViewers(),
            stairs.maxP99Millis(),
            100 * stairs.maxLossRatio()));
    if (stairs.ownLimit()) {
      report.line(
          WARNING,
          "Some load was not carried while the load generator was itself at its limit: the server"
              + " may carry more.");
    }
    return text(report.rows);
  }

  private static String text(List<Row> rows) {
    return rows.stream()
        .map(row -> String.format(Locale.ROOT, "%-10s%s", row.what(), row.text()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  static List<Row> rows(StormResult result) {
    TextReport report = new TextReport();
    report.writeJoins(result.joins());
    report.line(
        "server",
        String.format(
            Locale.ROOT,
            "%.2f ms per join; %.2f cores",
            result.joins().serverCpuMicrosPerJoin() / 1e3,
            result.serverCores()));
    report.line(
        "generator",
        String.format(
            Locale.ROOT,
            "%.2f ms per join; %.2f cores",
            result.generatorCpuMicrosPerJoin() / 1e3,
            result.generatorCores()));
    return report.rows;
  }

  static List<Row> rows(LoadResult result) {
    TextReport report = new TextReport();
    report.write(result);
    return report.rows;
  }

  private void write(LoadResult result) {
    Load load = result.load();
    line(
        "load",
        String.format(
            Locale.ROOT,
            "%s: %s, %,d publishers, %,d viewers in %d rooms; video %s, audio %s, %s, %.1f s",
            load.server(),
            load.shape(),
            load.publishers(),
            load.viewers(),
            load.rooms(),
            load.video(),
            load.audio(),
            load.srtp(),
            result.seconds()));
    writeJoins(result.joins());
    if (result.packets() > 0) {
      writeMedia(result);
    }
    if (result.server() != null) {
      writeServer(result.server(), result.packets() > 0);
    }
    GeneratorUsage own = result.generator();
    line(
        "generator",
        String.format(
            Locale.ROOT,
            "%.2f cores, %.2f µs/packet; receiving thread busy %.0f %%, waited %.0f %%; timers late"
                + " p99 %.1f ms; socket drops %,d",
            own.cores(),
            own.cpuMicrosPerPacket(),
            100 * own.viewerLoopBusy(),
            100 * own.waitedRatio(),
            own.lateness().p99() / 1e3,
            own.socketDrops()));
    result.warnings().forEach(warning -> line(WARNING, warning));
  }

  private void writeJoins(Joins joins) {
    line(
        "joins",
        String.format(
            Locale.ROOT,
            "%,d of %,d connected, %.1f/s; answer %s; connected %s; first media %s",
            joins.connected(),
            joins.asked(),
            joins.perSecond(),
            brief(joins.toAnswer()),
            brief(joins.toConnected()),
            brief(joins.toFirstMedia())));
    joins.failures().forEach(failure -> line("failure", failure));
  }

  private void writeMedia(LoadResult result) {
    Percentiles latency = result.latency();
    Loss loss = result.loss();
    Picture picture = result.picture();
    Proof proof = result.proof();
    line(
        "media",
        String.format(
            Locale.ROOT,
            "%,.0f packets/s, %.1f Mbit/s",
            result.packets() / result.seconds(),
            result.bytes() * 8 / 1e6 / result.seconds()));
    line(
        "latency",
        String.format(
            Locale.ROOT,
            "p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f ms, one way, of %,d packets",
            latency.p50() / 1e3,
            latency.p90() / 1e3,
            latency.p99() / 1e3,
            latency.p999() / 1e3,
            latency.max() / 1e3,
            latency.count()));
    line(
        "loss",
        String.format(
            Locale.ROOT,
            "%,d of %,d packets (%.5f %%); repaired %,d, asked for %,d; starved viewers %d",
            loss.lost(),
            loss.expected(),
            100 * loss.ratio(),
            loss.repaired(),
            loss.asked(),
            loss.starvedViewers()));
    line(
        "picture",
        String.format(
            Locale.ROOT,
            "%.1f frames/s each; %,d freezes, %.3f %% of the time",
            picture.framesPerSecond(),
            picture.freezes(),
            100 * picture.frozenRatio()));
    line(
        "proof",
        String.format(
            Locale.ROOT,
            "%,d packets decrypted: %,d forged, %,d foreign; %,d unmapped, %,d unusable, %,d twice",
            proof.decrypted(),
            proof.forged(),
            proof.foreign(),
            proof.unmapped(),
            proof.unusable(),
            proof.duplicates()));
  }

  private void writeServer(ServerUsage server, boolean media) {
    String perPacket =
        media
            ? String.format(
                Locale.ROOT, "%.3f µs per forwarded packet; ", server.cpuMicrosPerPacket())
            : "";
    line(
        "server",
        String.format(
            Locale.ROOT,
            "%s%.2f cores; %.1f MB resident, %.1f kB per viewer; %d threads, waited %.1f %%; socket"
                + " drops %,d",
            perPacket,
            server.cores(),
            server.residentBytes() / 1e6,
            server.residentBytesPerViewer() / 1e3,
            server.threads(),
            100 * server.waitedRatio(),
            server.socketDrops()));
  }

  private static String brief(Percentiles micros) {
    return micros.count() == 0
        ? "–"
        : String.format(
            Locale.ROOT, "p50 %.0f p99 %.0f ms", micros.p50() / 1e3, micros.p99() / 1e3);
  }

  private void line(String what, String text) {
    rows.add(new Row(what, text));
  }
}

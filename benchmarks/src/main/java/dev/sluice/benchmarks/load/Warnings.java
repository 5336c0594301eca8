package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.LoadResult.GeneratorUsage;
import dev.sluice.benchmarks.load.LoadResult.ServerUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells when a result says more of the load generator, or of a busy machine, than of the server;
 * and when it is good only at first sight.
 */
final class Warnings {

  /** A thread that is busier than this makes packets wait. */
  private static final double BUSY = 0.85;

  private static final double WAITED = 0.05;
  private static final long LATE_MICROS = 10_000;

  private Warnings() {}

  static LoadResult addTo(LoadResult result) {
    List<String> warnings = new ArrayList<>();
    ofGenerator(result.generator(), warnings);
    if (result.server() != null) {
      ofServer(result.server(), result.generator(), warnings);
    }
    if (result.proof().forged() > 0) {
      warnings.add(result.proof().forged() + " packets had a wrong authentication tag.");
    }
    if (result.proof().foreign() > 0) {
      warnings.add(
          result.proof().foreign() + " decrypted packets are none that the publisher sent.");
    }
    if (isBlind(result)) {
      warnings.add(
          "No viewer saw a picture: packets came, but no key frame; maybe the server passes"
              + " requests for one not on.");
    }
    return new LoadResult(
        result.startedAt(),
        result.load(),
        result.joins(),
        result.seconds(),
        result.packets(),
        result.bytes(),
        result.latency(),
        result.loss(),
        result.picture(),
        result.proof(),
        result.server(),
        result.generator(),
        result.timeline(),
        warnings);
  }

  private static boolean isBlind(LoadResult result) {
    return !result.load().video().equals("none")
        && !result.load().silent()
        && result.packets() > 0
        && result.picture().framesPerSecond() == 0;
  }

  /** Whether the load generator could not keep up. */
  static boolean isOwnLimit(LoadResult result) {
    return result.generator().viewerLoopBusy() > BUSY || result.generator().socketDrops() > 0;
  }

  private static void ofGenerator(GeneratorUsage own, List<String> warnings) {
    if (own.viewerLoopBusy() > BUSY) {
      warnings.add(
          "The load generator is itself the limit: its receiving thread was busy %.0f %% of the time."
              .formatted(100 * own.viewerLoopBusy()));
    }
    if (own.socketDrops() > 0) {
      warnings.add(
          "The load generator is itself the limit: its sockets dropped %,d datagrams that it did not"
                  .formatted(own.socketDrops())
              + " read in time.");
    }
    if (own.waitedRatio() > WAITED) {
      warnings.add(
          "Others had the load generator's processor: its receiving thread waited %.0f %% of the time."
              .formatted(100 * own.waitedRatio()));
    }
    late("The load generator's receiving thread", own.lateness(), warnings);
    late("The publishers", own.publisherLateness(), warnings);
  }

  private static void late(String who, LoadResult.Percentiles lateness, List<String> warnings) {
    if (lateness.p99() > LATE_MICROS) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s came late to one timer in a hundred by %.1f ms or more, which is in the"
                  + " latencies.",
              who,
              lateness.p99() / 1e3));
    }
  }

  private static void ofServer(ServerUsage server, GeneratorUsage own, List<String> warnings) {
    if (server.waitedRatio() > WAITED) {
      warnings.add(
          "Others had the server's processor: its threads waited %.0f %% of the time."
              .formatted(100 * server.waitedRatio()));
    }
    if (own.cores() > 0.8 * server.cores() && own.cores() > 0.3) {
      warnings.add(
          "The load generator used %.2f cores, the server %.2f: give each cores of its own."
              .formatted(own.cores(), server.cores()));
    }
  }
}

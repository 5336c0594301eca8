package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.client.PacketPublisher.Statistics;
import java.util.Locale;

/** Says in words how playing a recording into a server goes, and what has come of it. */
public final class LiveSummary {

  private LiveSummary() {}

  /** A line for each publisher. */
  public static String of(LiveReport report) {
    StringBuilder text = new StringBuilder();
    for (LiveReport.Publisher publisher : report.publishers()) {
      text.append(line(publisher, report.nanos())).append('\n');
    }
    if (report.interrupted()) {
      text.append("Interrupted before the end.\n");
    }
    return text.toString();
  }

  private static String line(LiveReport.Publisher publisher, long nanos) {
    Statistics it = publisher.statistics();
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s in %s: %,d packets, %,d bytes in %.1f s",
                publisher.participant(),
                publisher.room(),
                it.packets(),
                it.bytes(),
                nanos / 1e9));
    if (it.refused() > 0) {
      line.append(
          String.format(
              Locale.ROOT, "; %,d not sent, whose codec the server doesn't take", it.refused()));
    }
    line.append(
        String.format(
            Locale.ROOT, "; %,d asked for again, %,d sent again", it.asked(), it.answered()));
    if (it.keyFramesAsked() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "; %,d requests for a key frame, which a replay can't make",
              it.keyFramesAsked()));
    }
    if (it.roundTrips() > 0) {
      line.append(
          String.format(
              Locale.ROOT, "; round trip %.1f ms", it.roundTripNanos() / 1e6 / it.roundTrips()));
    }
    return line.toString();
  }

  /**
   * A line while it plays.
   *
   * @param round from 1
   * @param rounds 0 for without end
   */
  static String progress(
      double seconds, long round, long rounds, Statistics before, Statistics now) {
    return String.format(
        Locale.ROOT,
        "%.0f s, round %,d%s: %,d packets/s, %,.0f kbit/s, %,d asked for again,"
            + " %,d requests for a key frame",
        seconds,
        round,
        rounds == 0 ? "" : " of %,d".formatted(rounds),
        now.packets() - before.packets(),
        (now.bytes() - before.bytes()) * 8 / 1e3,
        now.asked(),
        now.keyFramesAsked());
  }
}

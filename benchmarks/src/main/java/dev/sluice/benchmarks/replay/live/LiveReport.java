package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.client.PacketPublisher;
import java.util.List;

/**
 * What has come of playing a recording into a server.
 *
 * @param nanos from the first packet to the last
 * @param interrupted whether there would have been more
 */
public record LiveReport(List<Publisher> publishers, long nanos, boolean interrupted) {
  public LiveReport {
    publishers = List.copyOf(publishers);
  }

  /** One publisher's part. */
  public record Publisher(String room, String participant, PacketPublisher.Statistics statistics) {}
}

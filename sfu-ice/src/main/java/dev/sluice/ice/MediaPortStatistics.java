package dev.sluice.ice;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The media port's counters since it was opened, summed over its loops.
 *
 * @param packetsSent datagrams or TCP frames given to the operating system
 * @param sends messages that carried them; fewer than packets where several left in one
 * @param packetsHandedOver packets that arrived on a loop which does not own their connection
 * @param drops every reason, with zero where nothing was dropped
 */
public record MediaPortStatistics(
    long packetsReceived,
    long bytesReceived,
    long packetsSent,
    long bytesSent,
    long sends,
    long packetsHandedOver,
    Map<PacketDrop, Long> drops) {

  static MediaPortStatistics sum(List<NettyMediaLoop> loops) {
    EnumMap<PacketDrop, Long> drops = new EnumMap<>(PacketDrop.class);
    for (PacketDrop reason : PacketDrop.values()) {
      drops.put(reason, loops.stream().mapToLong(loop -> loop.counters().get(reason)).sum());
    }
    return new MediaPortStatistics(
        sum(loops, PortCounters.Count.PACKETS_RECEIVED),
        sum(loops, PortCounters.Count.BYTES_RECEIVED),
        sum(loops, PortCounters.Count.PACKETS_SENT),
        sum(loops, PortCounters.Count.BYTES_SENT),
        sum(loops, PortCounters.Count.SENDS),
        sum(loops, PortCounters.Count.PACKETS_HANDED_OVER),
        Collections.unmodifiableMap(drops));
  }

  private static long sum(List<NettyMediaLoop> loops, PortCounters.Count count) {
    return loops.stream().mapToLong(loop -> loop.counters().get(count)).sum();
  }
}

package dev.sluice.signaling.metrics;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.TrafficTotals;
import dev.sluice.core.forward.TrafficTotals.Count;
import dev.sluice.core.forward.TrafficTotals.Direction;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.ice.MediaPortStatistics;
import dev.sluice.signaling.metrics.Families.Points;
import dev.sluice.signaling.text.Words;
import java.util.function.ToDoubleFunction;

/** What passes through, what is lost, and what is thrown away. */
final class MediaFamilies {

  private static final String OF_THE_BUSIEST = ", in the rooms with the most traffic";

  private final Families families;

  MediaFamilies(Families families) {
    this.families = families;
  }

  void write(TotalSums sums) {
    TrafficTotals traffic = sums.traffic();
    count(
        traffic, Count.PACKETS, "sluice_media_packets", "Media packets, without those sent again");
    count(traffic, Count.BYTES, "sluice_media_bytes", "Bytes of media packets, headers included");
    count(
        traffic,
        Count.LOST,
        "sluice_media_lost_packets",
        "Packets lost on the way, whether they were sent again or not");
    count(
        traffic,
        Count.NACKS,
        "sluice_media_nacks",
        "Packets asked for again: by the server (received), by viewers (sent)");
    count(traffic, Count.RETRANSMISSIONS, "sluice_media_retransmissions", "Packets sent again");
    count(
        traffic,
        Count.PARITY,
        "sluice_media_parity_packets",
        "Packets by which viewers restore others (FlexFEC)");
    count(
        traffic,
        Count.KEYFRAME_REQUESTS,
        "sluice_media_keyframe_requests",
        "PLI and FIR: to publishers (received), from viewers (sent)");
    count(traffic, Count.KEYFRAMES, "sluice_media_keyframes", "Key frames");
    count(traffic, Count.FRAMES, "sluice_media_frames", "Frames, as far as payloads tell");
    families.counter(
        "sluice_media_drops",
        "RTP and RTCP packets that went no further, for each viewer who could have had them",
        points -> {
          for (DropReason reason : DropReason.values()) {
            points.add(traffic.drops(reason), "reason", Words.of(reason));
          }
        });
    families.counter(
        "sluice_srtp_drops",
        "Packets that could not be decrypted, or not be encrypted",
        points -> {
          for (SrtpDrop reason : SrtpDrop.values()) {
            points.add(sums.srtpDrops(reason), "reason", Words.of(reason));
          }
        });
    families.counter(
        "sluice_packets_before_keys",
        "Packets that came, or were to be sent, before DTLS had agreed on keys",
        points -> {
          points.add(sums.receivedBeforeKeys(), "direction", "received");
          points.add(sums.unsentBeforeKeys(), "direction", "sent");
        });
  }

  private void count(TrafficTotals traffic, Count count, String name, String help) {
    families.counter(
        name,
        help,
        points -> {
          for (Direction direction : Direction.values()) {
            for (MediaKind kind : MediaKind.values()) {
              points.add(
                  traffic.get(direction, kind, count),
                  "direction",
                  Words.of(direction),
                  "kind",
                  Words.of(kind));
            }
          }
        });
  }

  void write(MediaPortStatistics port) {
    families.counter(
        "sluice_port_packets",
        "Datagrams and TCP frames of all kinds through the media port",
        points -> {
          points.add(port.packetsReceived(), "direction", "received");
          points.add(port.packetsSent(), "direction", "sent");
        });
    families.counter(
        "sluice_port_bytes",
        "Bytes of datagrams and TCP frames through the media port",
        points -> {
          points.add(port.bytesReceived(), "direction", "received");
          points.add(port.bytesSent(), "direction", "sent");
        });
    families.counter(
        "sluice_port_sends",
        "Messages given to the system; fewer than packets where several leave in one",
        points -> points.add(port.sends()));
    families.counter(
        "sluice_port_packets_handed_over",
        "Packets that came to another media loop than their connection's",
        points -> points.add(port.packetsHandedOver()));
    families.counter(
        "sluice_port_drops",
        "Packets that the media port threw away",
        points ->
            port.drops().forEach((reason, count) -> points.add(count, "reason", Words.of(reason))));
  }

  /** Those with the most traffic alone: names are strangers' choice, and without number. */
  void write(Iterable<RoomLoad> rooms) {
    room(rooms, "sluice_room_connections", "Connections", RoomLoad::connections);
    room(
        rooms,
        "sluice_room_receive_bits_per_second",
        "Received from publishers over about the last second",
        RoomLoad::receiveBitrateBps);
    room(
        rooms,
        "sluice_room_send_bits_per_second",
        "Sent to viewers over about the last second",
        RoomLoad::sendBitrateBps);
    room(
        rooms,
        "sluice_room_round_trip_seconds",
        "Of the connection with the longest",
        room -> room.roundTripMillis() / 1e3);
    room(
        rooms,
        "sluice_room_received_loss_ratio",
        "Of the publisher who loses most, 0 to 1",
        RoomLoad::receivedLoss);
    room(
        rooms,
        "sluice_room_sent_loss_ratio",
        "Of the viewer who loses most, 0 to 1",
        RoomLoad::sentLoss);
    room(
        rooms,
        "sluice_room_narrowed_subscriptions",
        "Media sections that get less than is published, or nothing, for their viewer's network",
        RoomLoad::narrowedSubscriptions);
    families.gauge(
        "sluice_room_lowest_estimate_bits_per_second",
        "What the narrowest viewer's network carries, by estimate, where one is measured"
            + OF_THE_BUSIEST,
        points ->
            rooms.forEach(
                room ->
                    room.lowestEstimateBps()
                        .ifPresent(bps -> points.add(bps, "room", room.room()))));
  }

  private void room(
      Iterable<RoomLoad> rooms, String name, String help, ToDoubleFunction<RoomLoad> value) {
    families.gauge(
        name, help + OF_THE_BUSIEST, points -> rooms.forEach(room -> add(points, room, value)));
  }

  private static void add(Points points, RoomLoad room, ToDoubleFunction<RoomLoad> value) {
    points.add(value.applyAsDouble(room), "room", room.room());
  }
}

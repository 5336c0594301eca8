package dev.sluice.signaling.metrics;

import dev.sluice.core.room.ConnectionReport.Protocol;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.admission.LimitCounters;
import dev.sluice.signaling.metrics.ConnectionSums.PathKind;
import dev.sluice.signaling.text.Words;
import java.util.List;

/** Who is there, who came and was let in or not, and how it ended. */
final class ConnectionFamilies {

  private ConnectionFamilies() {}

  static void write(RoomCensus census, Families families) {
    families.gauge("sluice_rooms", "Rooms", points -> points.add(census.rooms()));
    families.gauge(
        "sluice_participants",
        "Participants in rooms, WHIP publishers among them",
        points -> points.add(census.participants()));
    families.gauge("sluice_viewers", "WHEP players", points -> points.add(census.viewers()));
    families.gauge(
        "sluice_publications",
        "Tracks being published",
        points -> {
          for (MediaKind kind : MediaKind.values()) {
            points.add(census.publications().get(kind), "kind", Words.of(kind));
          }
        });
    families.gauge(
        "sluice_subscriptions",
        "Media sections on which somebody receives",
        points -> {
          for (MediaKind kind : MediaKind.values()) {
            points.add(census.subscriptions().get(kind), "kind", Words.of(kind));
          }
        });
  }

  static void write(ConnectionSums sums, Families families) {
    families.gauge(
        "sluice_connections",
        "Peer connections",
        points -> {
          points.add(sums.connecting(), "state", "connecting");
          points.add(sums.connected(), "state", "connected");
        });
    families.gauge(
        "sluice_connection_paths",
        "Connected peer connections by what carries their packets",
        points -> {
          for (Protocol protocol : Protocol.values()) {
            for (int ipVersion : List.of(4, 6)) {
              points.add(
                  sums.paths().getOrDefault(new PathKind(protocol, ipVersion), 0L),
                  "protocol",
                  Words.of(protocol),
                  "ip",
                  String.valueOf(ipVersion));
            }
          }
        });
    families.counter(
        "sluice_connections_opened",
        "Peer connections that an offer made",
        points -> points.add(sums.opened()));
    families.counter(
        "sluice_connections_closed",
        "Peer connections that have ended, by what ended them",
        points ->
            sums.closed()
                .forEach((reason, count) -> points.add(count, "reason", Words.of(reason))));
    families.counter(
        "sluice_connections_failed",
        "Peer connections that have ended badly, by the step that failed",
        points ->
            sums.failed().forEach((cause, count) -> points.add(count, "cause", Words.of(cause))));
    families.gauge(
        "sluice_metrics_unanswered_connections",
        "Connections whose numbers here are old, as their media loop was too busy to answer",
        points -> points.add(sums.unanswered()));
  }

  static void write(LimitCounters refusals, Families families) {
    families.counter(
        "sluice_refusals",
        "What was refused, or ended, because it went beyond a limit",
        points -> {
          for (Limit limit : Limit.values()) {
            points.add(refusals.refusals(limit), "limit", Words.of(limit));
          }
        });
  }
}

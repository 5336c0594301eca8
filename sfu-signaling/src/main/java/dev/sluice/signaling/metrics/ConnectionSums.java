package dev.sluice.signaling.metrics;

import dev.sluice.core.room.ConnectionReport.Protocol;
import dev.sluice.signaling.peer.ConnectionFailure;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All connections in few numbers.
 *
 * @param totals since the server began
 * @param sending now
 * @param busiestRooms those with the most traffic now, the most first
 * @param paths connected now, by what carries their packets
 * @param opened since the server began
 * @param connected now
 * @param connecting now
 * @param unanswered live connections that have said nothing in time, for which older numbers stand
 */
record ConnectionSums(
    TotalSums totals,
    SendingSums sending,
    List<RoomLoad> busiestRooms,
    Map<PathKind, Long> paths,
    long opened,
    long connected,
    long connecting,
    long unanswered,
    Map<CloseReason, Long> closed,
    Map<ConnectionFailure, Long> failed) {

  /** What carries packets. */
  record PathKind(Protocol protocol, int ipVersion) {}

  ConnectionSums {
    busiestRooms = List.copyOf(busiestRooms);
    paths = Map.copyOf(paths);
    // Others read these on their own threads, while the ledger goes on counting.
    closed = new EnumMap<>(closed);
    failed = new EnumMap<>(failed);
  }
}

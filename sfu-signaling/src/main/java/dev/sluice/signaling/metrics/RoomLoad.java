package dev.sluice.signaling.metrics;

import dev.sluice.core.session.SessionTotals;

/**
 * What one room's connections carry just now, and how the worst of them fares.
 *
 * @param receivedLoss of packets from the publisher who loses most, 0 to 1
 * @param sentLoss of packets to the receiver who loses most, 0 to 1
 */
record RoomLoad(
    String room,
    long connections,
    long receiveBitrateBps,
    long sendBitrateBps,
    double roundTripMillis,
    double receivedLoss,
    double sentLoss) {

  static RoomLoad of(String room, SessionTotals session) {
    return new RoomLoad(
        room,
        1,
        session.receiveBitrateBps(),
        session.sendBitrateBps(),
        session.roundTripMillis(),
        session.receivedLoss(),
        session.sentLoss());
  }

  RoomLoad plus(RoomLoad other) {
    return new RoomLoad(
        room,
        connections + other.connections,
        receiveBitrateBps + other.receiveBitrateBps,
        sendBitrateBps + other.sendBitrateBps,
        Math.max(roundTripMillis, other.roundTripMillis),
        Math.max(receivedLoss, other.receivedLoss),
        Math.max(sentLoss, other.sentLoss));
  }

  long bitrateBps() {
    return receiveBitrateBps + sendBitrateBps;
  }
}

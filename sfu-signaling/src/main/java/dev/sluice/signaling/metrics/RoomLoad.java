package dev.sluice.signaling.metrics;

import dev.sluice.core.session.SendEstimate;
import dev.sluice.core.session.SessionTotals;
import java.util.OptionalLong;

/**
 * What one room's connections carry just now, and how the worst of them fares.
 *
 * @param receivedLoss of packets from the publisher who loses most, 0 to 1
 * @param sentLoss of packets to the receiver who loses most, 0 to 1
 * @param lowestEstimateBps of what viewers' networks carry; empty where none is measured
 * @param narrowedSubscriptions that get less than is published, or nothing, for their viewer's
 *     network
 */
record RoomLoad(
    String room,
    long connections,
    long receiveBitrateBps,
    long sendBitrateBps,
    double roundTripMillis,
    double receivedLoss,
    double sentLoss,
    OptionalLong lowestEstimateBps,
    long narrowedSubscriptions) {

  static RoomLoad of(String room, SessionTotals session) {
    return new RoomLoad(
        room,
        1,
        session.receiveBitrateBps(),
        session.sendBitrateBps(),
        session.roundTripMillis(),
        session.receivedLoss(),
        session.sentLoss(),
        session
            .estimate()
            .filter(SendEstimate::isMeasured)
            .map(estimate -> OptionalLong.of(estimate.bps()))
            .orElse(OptionalLong.empty()),
        session.subscriptions().narrowed());
  }

  RoomLoad plus(RoomLoad other) {
    return new RoomLoad(
        room,
        connections + other.connections,
        receiveBitrateBps + other.receiveBitrateBps,
        sendBitrateBps + other.sendBitrateBps,
        Math.max(roundTripMillis, other.roundTripMillis),
        Math.max(receivedLoss, other.receivedLoss),
        Math.max(sentLoss, other.sentLoss),
        lower(lowestEstimateBps, other.lowestEstimateBps),
        narrowedSubscriptions + other.narrowedSubscriptions);
  }

  private static OptionalLong lower(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isPresent() ? one : other;
    }
    return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
  }

  long bitrateBps() {
    return receiveBitrateBps + sendBitrateBps;
  }
}

package dev.sluice.core.session;

import dev.sluice.core.forward.SubscriptionCounts;
import dev.sluice.core.forward.TrafficTotals;
import java.util.Optional;

/**
 * A session in few numbers, to be summed over many.
 *
 * @param traffic since the session began, what has ended meanwhile included
 * @param receiveBitrateBps over about the last second
 * @param sendBitrateBps over about the last second
 * @param roundTripMillis to the peer; 0 while unknown
 * @param receivedLoss the greatest {@code fractionLost} among its publications, 0 to 1
 * @param sentLoss the greatest {@code fractionLost} that the peer reports of what it is sent, 0 to
 *     1
 * @param subscriptions that are there now
 * @param estimate of the way to the peer; empty where nothing is to be sent to it
 */
public record SessionTotals(
    TrafficTotals traffic,
    long receiveBitrateBps,
    long sendBitrateBps,
    double roundTripMillis,
    double receivedLoss,
    double sentLoss,
    SubscriptionCounts subscriptions,
    Optional<SendEstimate> estimate) {

  /** Of a session through which nothing has passed. */
  public static SessionTotals none() {
    return new SessionTotals(
        new TrafficTotals(), 0, 0, 0, 0, 0, new SubscriptionCounts(), Optional.empty());
  }
}

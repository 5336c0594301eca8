package dev.sluice.benchmarks.replay;

import dev.sluice.core.forward.PublicationStatistics;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.session.SessionStatistics;
import java.util.List;

/**
 * How a replay ended.
 *
 * @param peers in the order of their coming
 */
public record ReplayReport(List<Peer> peers) {

  /** One peer of the server's, at its end. */
  public record Peer(
      String name,
      SessionStatistics session,
      List<Publication> publications,
      List<Subscription> subscriptions) {}

  public record Publication(String mid, PublicationStatistics statistics) {}

  /**
   * What a peer was sent on one media section.
   *
   * @param gaps sequence numbers within the stream that it never was sent
   */
  public record Subscription(String mid, SubscriptionStatistics statistics, long gaps) {}
}

package dev.sluice.signaling.watch;

import dev.sluice.signaling.peer.ConnectionOutcome;
import java.time.Duration;

/** Is told what becomes of every peer connection. Control thread. */
public interface ConnectionWatcher {

  /** It has been made, for an offer. */
  default void opened(WatchedConnection watched) {}

  /**
   * Media can flow.
   *
   * @param took since the offer
   */
  default void connected(WatchedConnection watched, Duration took) {}

  /**
   * It is over.
   *
   * @param age since the offer
   */
  default void closed(WatchedConnection watched, ConnectionOutcome outcome, Duration age) {}
}

package dev.sluice.core.congestion;

/** What keeps a bandwidth estimate from being higher. */
public enum EstimateLimit {
  /** Nothing has been measured yet: the estimate is a guess. */
  START,
  /** The queue before the bottleneck has grown, and the estimate rises slowly since. */
  DELAY,
  /** More is lost than the path loses at any rate. */
  LOSS,
  /** Others fill the bottleneck's queue, whatever is sent: the estimate follows losses as TCP. */
  COMPETITION,
  /** The viewer says so by REMB. */
  REMB,
  /** The newest probe found no more, or went no further. */
  PROBE,
  /** More has never been sent, so that nothing is known of more. */
  APPLICATION_LIMITED
}

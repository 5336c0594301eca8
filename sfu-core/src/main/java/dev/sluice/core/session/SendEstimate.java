package dev.sluice.core.session;

import dev.sluice.core.congestion.EstimateLimit;

/**
 * What the way to a peer carries, as far as is known, and what waits before it.
 *
 * @param bps what may be sent, in bit/s of RTP with its headers; a guess where the limit is {@link
 *     EstimateLimit#START}
 * @param limit why that isn't more
 * @param pacedBytes what waits, so that the peer's link isn't flooded
 * @param pacedMillis how long that will take to leave
 */
public record SendEstimate(long bps, EstimateLimit limit, int pacedBytes, double pacedMillis) {

  /** Whether it comes from what the peer has told. */
  public boolean isMeasured() {
    return limit != EstimateLimit.START;
  }
}

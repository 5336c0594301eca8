package dev.sluice.signaling.admission;

/** So many a second, averaged. */
public final class TokenBucket {

  private final double perSecond;
  private final double capacity;
  private double tokens;
  private long lastRefillNanos;

  /**
   * A full one.
   *
   * @param capacity how many may be taken at once after a quiet time
   * @param nowNanos of a monotonic clock
   */
  public TokenBucket(double perSecond, double capacity, long nowNanos) {
    this.perSecond = perSecond;
    this.capacity = capacity;
    this.tokens = capacity;
    this.lastRefillNanos = nowNanos;
  }

  /** Takes one, if there is one. */
  public boolean take(long nowNanos) {
    double earned = (nowNanos - lastRefillNanos) * 1e-9 * perSecond;
    tokens = Math.min(capacity, tokens + earned);
    lastRefillNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}

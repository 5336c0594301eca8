package dev.sluice.ice;

import java.util.random.RandomGenerator;

/**
 * When to ask a peer for its consent to receive, and when it counts as gone (RFC 7675 section 5.1).
 * Time is an argument.
 */
final class ConsentFreshness {

  /** What the owner has to do now. */
  enum Action {
    NONE,
    CHECK,
    EXPIRED
  }

  private static final long INTERVAL_NANOS = 5_000_000_000L;

  /**
   * RFC 7675 lets consent live for 30 seconds at most; a little less keeps "a dead client is gone
   * within 30 seconds" true whatever the timers' grain.
   */
  static final long LIFETIME_NANOS = 28_000_000_000L;

  private final RandomGenerator random;
  private long grantedNanos;
  private long nextCheckNanos;

  ConsentFreshness(RandomGenerator random) {
    this.random = random;
  }

  /** A valid response has come, or a pair was selected on the strength of one. */
  void granted(long nowNanos) {
    grantedNanos = nowNanos;
  }

  /** Another pair was selected: ask it at once. */
  void restart(long nowNanos) {
    grantedNanos = nowNanos;
    nextCheckNanos = nowNanos;
  }

  Action poll(long nowNanos) {
    if (nowNanos - grantedNanos >= LIFETIME_NANOS) {
      return Action.EXPIRED;
    }
    if (nowNanos - nextCheckNanos < 0) {
      return Action.NONE;
    }
    // 0.8 to 1.2 times the interval, so that thousands of peers don't fall into step.
    nextCheckNanos = nowNanos + (long) (INTERVAL_NANOS * (0.8 + 0.4 * random.nextDouble()));
    return Action.CHECK;
  }
}

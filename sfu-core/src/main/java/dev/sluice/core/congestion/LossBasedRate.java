package dev.sluice.core.congestion;

/**
 * What losses say while no queue grows: nothing where they are the same whatever is sent, as by
 * radio; but a policer, or a queue too short to be seen, loses what is too much.
 *
 * <p>So it is tried out: where clearly more is lost than the path was known to lose, the rate falls
 * to what arrives. If the losses stay, they are the path's own, and the rate is free again.
 */
final class LossBasedRate {

  static final double UNLIMITED = Double.MAX_VALUE;

  private static final int MIN_PACKETS = 50;
  private static final long MIN_NANOS = 500_000_000;
  private static final long MAX_NANOS = 2_000_000_000;

  /** So much more than usual is suspicious, and so much where it was found to be ours before. */
  private static final double EXCESS = 0.05;

  private static final double EXCESS_KNOWN = 0.02;

  /** Of what arrives, so much is sent on suspicion. */
  private static final double CUT = 0.95;

  /** Losses that fall below this share of what they were have been ours. */
  private static final double CURED = 0.6;

  private static final double MAX_INHERENT = 0.5;

  /** A second's rise. */
  private static final double RISE = 0.03;

  /** Over how many packets the share is taken that is lost just now. */
  private static final double RECENT_PACKETS = 32;

  private int received;
  private int lost;
  private long sinceNanos;
  private boolean begun;

  private double inherent;
  private double limitBps = UNLIMITED;
  private double suspectedLoss;
  private long suspectedUntilNanos;
  private boolean suspecting;
  private boolean ours;
  private double recentShare;

  void onArrived(boolean wasLost) {
    recentShare -= recentShare / RECENT_PACKETS;
    received++;
    if (wasLost) {
      lost = Math.max(0, lost - 1);
    }
  }

  void onLost() {
    recentShare += (1 - recentShare) / RECENT_PACKETS;
    lost++;
  }

  /**
   * Feedback has come to its end.
   *
   * @param queueEmpty otherwise losses are the business of {@link DelayBasedRate}
   */
  void update(
      double acknowledgedBps,
      double estimateBps,
      boolean queueEmpty,
      long responseNanos,
      long nowNanos) {
    if (!begun || !queueEmpty) {
      // What a full queue has lost is known to have been too much, and isn't to be found out once
      // more of the few packets that come while it drains.
      begun = true;
      begin(nowNanos);
      return;
    }
    int packets = received + lost;
    long elapsed = nowNanos - sinceNanos;
    if (elapsed < MIN_NANOS || (packets < MIN_PACKETS && elapsed < MAX_NANOS)) {
      return;
    }
    double ratio = packets == 0 ? 0 : (double) lost / packets;
    begin(nowNanos);
    if (packets < MIN_PACKETS / 5) {
      return;
    }
    judge(ratio, acknowledgedBps, responseNanos, nowNanos);
    if (limitBps != UNLIMITED && !suspecting) {
      limitBps += limitBps * RISE * elapsed / 1e9;
      if (limitBps > 1.5 * estimateBps) {
        limitBps = UNLIMITED;
        ours = false;
      }
    }
  }

  private void begin(long nowNanos) {
    received = 0;
    lost = 0;
    sinceNanos = nowNanos;
  }

  private void judge(double ratio, double acknowledgedBps, long responseNanos, long nowNanos) {
    if (suspecting) {
      if (nowNanos - suspectedUntilNanos < 0) {
        return;
      }
      suspecting = false;
      ours = ratio <= CURED * suspectedLoss;
      if (!ours) {
        inherent = Math.min(MAX_INHERENT, ratio);
        limitBps = UNLIMITED;
      }
    } else if (ratio > inherent + (ours ? EXCESS_KNOWN : EXCESS)) {
      suspecting = true;
      suspectedLoss = ratio;
      suspectedUntilNanos = nowNanos + responseNanos + MIN_NANOS;
      limitBps = Math.max(DelayBasedRate.MIN_BPS, CUT * acknowledgedBps);
    } else {
      inherent += (Math.min(ratio, MAX_INHERENT) - inherent) / 4;
    }
  }

  /** {@link #UNLIMITED} mostly. */
  double limitBps() {
    return limitBps;
  }

  /** The share of packets lost just now, 0 to 1. */
  double recentShare() {
    return recentShare;
  }

  /** A probe has come through at this rate. */
  void onProbed(double foundBps) {
    limitBps = Math.max(limitBps, foundBps);
  }
}

package dev.sluice.core.congestion;

/**
 * When a probe is worth its padding: while more could be used than the estimate allows, and when
 * what the estimate allows has not been sent for long and is about to be.
 *
 * <p>A short probe may go through a gap between others' frames, or fit into a shaper's bucket.
 * Where the path was found narrow not long ago, what it finds is confirmed by a longer one; and
 * where that deceived too, by one that is longer still.
 */
final class ProbePlan {

  /** A probe's step: the first one's larger, as the first estimate is a guess. */
  private static final double FIRST_STEP = 3;

  private static final double STEP = 2;

  /** What is asked for may grow by so much unforeseen, as a camera's rate does. */
  private static final double HEADROOM = 1.25;

  private static final double MARGIN = 1.05;

  /** Slower than this a probe is too few bytes to tell anything. */
  private static final double MIN_PROBE_BPS = 300_000;

  /** A probe that found so much of what it tried is followed by the next step at once. */
  private static final double FOUND = 0.7;

  private static final double FOUND_WARILY = 0.9;

  private static final long LENGTH_NANOS = 20_000_000;
  private static final long CONFIRMING_NANOS = 80_000_000;
  private static final long MAX_CONFIRMING_NANOS = 480_000_000;

  /** Several times as much as a small bucket holds. */
  private static final double CONFIRMING_BYTES = 25_000;

  /** Between a probe that found nothing and the next. */
  private static final long RETRY_NANOS = 1_500_000_000;

  private static final long MAX_RETRY_NANOS = 3_000_000_000L;

  /** After the queue has grown. */
  private static final long CALM_NANOS = 1_000_000_000;

  /** A queue that grows so soon after a probe has raised the estimate shows that it was wrong. */
  private static final long PROVING_NANOS = 4_000_000_000L;

  private static final double DECEIVED = 1.2;

  /** An estimate that nothing has come close to for so long is to be tried again. */
  private static final long TRUST_NANOS = 5_000_000_000L;

  private static final double CLOSE = 0.7;

  private boolean begun;
  private boolean goOn;
  private boolean confirming;
  private long confirmingNanos = CONFIRMING_NANOS;
  private long retryNanos = RETRY_NANOS;
  private long probedNanos;
  private long provenNanos;
  private boolean proving;
  private long raisedNanos;
  private double raisedFromBps;

  /** Feedback has come: so much arrives. */
  void onAcknowledged(double acknowledgedBps, double estimateBps, long nowNanos) {
    if (!begun || acknowledgedBps >= CLOSE * estimateBps) {
      provenNanos = nowNanos;
    }
    if (proving && nowNanos - raisedNanos > PROVING_NANOS) {
      proving = false;
      confirmingNanos = CONFIRMING_NANOS;
      retryNanos = RETRY_NANOS;
    }
  }

  /** The queue grows: more is sent than the path carries, which is so much. */
  void onOverused(double capacityBps) {
    // What a probe found before that isn't worth a longer one any more.
    goOn = false;
    confirming = false;
    if (proving) {
      proving = false;
      if (capacityBps > DECEIVED * raisedFromBps) {
        return;
      }
      confirmingNanos = Math.min(MAX_CONFIRMING_NANOS, 2 * confirmingNanos);
      retryLater();
    }
  }

  private void retryLater() {
    retryNanos = Math.min(MAX_RETRY_NANOS, 2 * retryNanos);
  }

  /**
   * How much the next probe is to try, in bit/s; 0 where none is of use now.
   *
   * @param estimateBps what a probe may raise
   * @param desiredBps how much could be used
   */
  long wantedBps(
      double estimateBps,
      double desiredBps,
      double acknowledgedBps,
      DelayBasedRate rate,
      long nowNanos) {
    double most = HEADROOM * desiredBps;
    long sinceLast = nowNanos - probedNanos;
    if (estimateBps < MARGIN * desiredBps) {
      boolean calm = !rate.isLimited() || nowNanos - rate.overusedNanos() > CALM_NANOS;
      if (!begun || (calm && (goOn || sinceLast > retryNanos))) {
        double step = begun ? STEP : FIRST_STEP;
        return (long) Math.max(MIN_PROBE_BPS, Math.min(most, step * estimateBps));
      }
      return 0;
    }
    boolean untried = nowNanos - provenNanos > TRUST_NANOS && desiredBps > acknowledgedBps / CLOSE;
    if (!untried || sinceLast <= TRUST_NANOS) {
      return 0;
    }
    // A short one: a longer one would confirm what another has found long ago.
    confirming = false;
    return (long) Math.min(most, estimateBps);
  }

  /** Whether the last probe began so short a time ago. */
  boolean hasProbedWithin(long nanos, long nowNanos) {
    return begun && nowNanos - probedNanos < nanos;
  }

  /** Whether the next step is only waiting for its turn. */
  boolean goesOn() {
    return goOn;
  }

  /** How long the next probe is to be, that tries so much. */
  long lengthNanos(long targetBps) {
    if (!confirming) {
      return LENGTH_NANOS;
    }
    long bucketNanos = Math.round(CONFIRMING_BYTES * 8e9 / targetBps);
    return Math.min(MAX_CONFIRMING_NANOS, Math.max(confirmingNanos, bucketNanos));
  }

  void onBegun(long nowNanos) {
    begun = true;
    goOn = false;
    probedNanos = nowNanos;
  }

  /**
   * A probe has come to its end.
   *
   * @param narrow whether the path was found narrow, and no probe has found it wider since
   * @return whether the estimate may be raised to what it found
   */
  boolean onResult(
      double foundBps, double targetBps, double estimateBps, boolean narrow, long nowNanos) {
    boolean wary = narrow || confirmingNanos > CONFIRMING_NANOS;
    boolean confirmed = confirming;
    goOn = foundBps >= (wary ? FOUND_WARILY : FOUND) * targetBps;
    confirming = wary && goOn && !confirmed;
    if (confirmed && !goOn) {
      retryLater();
    }
    boolean counts = !wary || (confirmed && goOn);
    if (goOn && counts) {
      provenNanos = nowNanos;
      raisedNanos = nowNanos;
      raisedFromBps = proving ? Math.min(raisedFromBps, estimateBps) : estimateBps;
      proving = true;
    }
    return counts;
  }
}

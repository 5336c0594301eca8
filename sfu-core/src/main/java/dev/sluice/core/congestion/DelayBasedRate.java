package dev.sluice.core.congestion;

/**
 * The rate that keeps the queue before the bottleneck short.
 *
 * <p>It rises, by a fixed share of itself while nothing is known of the bottleneck, by little steps
 * close to what that was found to carry. Once the queue grows, the rate at which packets still
 * arrive is what the bottleneck carries: the rate falls below it until the queue is gone, the lower
 * the longer that is, and goes on a little below. A queue that stays whatever is sent is filled by
 * others: then the rate follows losses as TCP does, or TCP would get everything.
 */
final class DelayBasedRate {

  enum State {
    RISING,
    DRAINING,
    COMPETING
  }

  static final double MIN_BPS = 50_000;

  /** A second's rise where no limit is known. */
  private static final double RISE = 0.08;

  /** What libwebrtc allows the rate to be ahead of what arrives. */
  private static final double AHEAD = 1.5;

  /** Of what arrives, so much at least does, whatever the frames' sizes. */
  private static final double SURE = 0.95;

  private static final double AHEAD_BPS = 10_000;

  /** The share of the bottleneck that is used once its queue is gone. */
  private static final double USED = 0.94;

  /** A queue of so long a wait is to be gone after about as much time. */
  private static final double DRAIN_NANOS = 500e6;

  private static final double DEEPEST_DRAIN = 0.5;
  private static final double SHALLOWEST_DRAIN = 0.85;

  /** What a short probe may have left waiting, besides what is no queue. */
  private static final long PROBED_NANOS = 40_000_000;

  /** By so much more where the queue is still there, and so often until it must be others'. */
  private static final double DRAIN_STEP = 0.2;

  private static final int MAX_DRAINS = 2;

  /** So long what arrives was sent before. */
  private static final long SETTLING_NANOS = 300_000_000;

  private static final long DRAIN_MARGIN_NANOS = 400_000_000;

  /** Within these shares of what the bottleneck was found to carry, steps are little. */
  private static final double NEAR_FROM = 0.8;

  private static final double NEAR_TO = 1.15;

  /** In a second so many bits are added for each response time in it. */
  private static final double STEP_BITS = 14400;

  /** As TCP (RFC 5681 section 3.1): in a response time so many bits more are sent than before. */
  private static final double COMPETING_STEP_BITS = 12_000;

  /** Feedback's interval, besides the queue. */
  private static final long MIN_RESPONSE_NANOS = 60_000_000;

  private static final double COMPETING_CUT = 0.7;

  private static final long MAX_STEP_NANOS = 250_000_000;

  private final QueueDelay queue;
  private final OveruseDetector detector;
  private final AcknowledgedRate acknowledged;

  private State state = State.RISING;
  private double bps;

  /** What the bottleneck was found to carry; 0 while unknown. */
  private double capacityBps;

  private long updatedNanos;
  private boolean updated;
  private long drainUntilNanos;
  private long drainStartedWith;
  private long cutNanos;
  private double drainShare;
  private int drains;
  private boolean probedLately;

  /** Whether a queue is drained that may be a probe's, which goes away by itself. */
  private boolean gentle;

  private boolean limited;
  private boolean wary;
  private long overusedNanos;

  DelayBasedRate(
      double startBps, QueueDelay queue, OveruseDetector detector, AcknowledgedRate acknowledged) {
    this.bps = startBps;
    this.queue = queue;
    this.detector = detector;
    this.acknowledged = acknowledged;
  }

  /**
   * Feedback has come.
   *
   * @param responseNanos how long it takes to see what a packet did
   * @param lost how many packets it reports missing
   * @param probedLately whether a probe may have made the queue of the last moments
   */
  void update(long nowNanos, long responseNanos, int lost, boolean probedLately) {
    this.probedLately = probedLately;
    double seconds = updated ? Math.min(MAX_STEP_NANOS, nowNanos - updatedNanos) / 1e9 : 0;
    updated = true;
    updatedNanos = nowNanos;
    switch (state) {
      case RISING -> {
        if (detector.isOverused()) {
          drains = 0;
          drain(nowNanos, responseNanos);
        } else if (detector.isCalm()) {
          rise(seconds, responseNanos);
        }
      }
      case DRAINING -> goOnDraining(nowNanos, responseNanos);
      case COMPETING -> compete(nowNanos, seconds, responseNanos, lost);
    }
  }

  private void drain(long nowNanos, long responseNanos) {
    long waiting = queue.standingNanos();
    noteCapacity(bottleneckBps());
    double share =
        Math.max(DEEPEST_DRAIN, SHALLOWEST_DRAIN - waiting / DRAIN_NANOS - drains * DRAIN_STEP);
    gentle = probedLately && drains == 0 && isShort();
    drainShare = gentle ? USED : share;
    drains++;
    bps = atLeastMin(Math.min(bps, capacityBps * drainShare));
    drainStartedWith = waiting;
    drainUntilNanos =
        nowNanos + responseNanos + DRAIN_MARGIN_NANOS + Math.round(1.5 * waiting / (1 - share));
    state = State.DRAINING;
    limited = true;
    wary = true;
    overusedNanos = nowNanos;
  }

  /** Whether no more waits than a probe may have left. */
  private boolean isShort() {
    return queue.standingNanos() <= detector.gateNanos() + PROBED_NANOS;
  }

  /** What comes through while packets wait; what came of late where that is too short a time. */
  private double bottleneckBps() {
    double busy = acknowledged.bottleneckBps(queue.busySinceNanos());
    double late = acknowledged.bitrateBps();
    if (busy <= 0) {
      return late <= 0 ? bps : late;
    }
    return busy;
  }

  private void noteCapacity(double measuredBps) {
    boolean alike = Math.abs(measuredBps - capacityBps) < 0.2 * capacityBps;
    capacityBps = alike ? (2 * capacityBps + measuredBps) / 3 : measuredBps;
  }

  private void goOnDraining(long nowNanos, long responseNanos) {
    if (detector.isCalm()) {
      bps = Math.max(bps, USED * capacityBps);
      state = State.RISING;
      return;
    }
    if (gentle && !isShort()) {
      drains = 0;
      drain(nowNanos, responseNanos);
      return;
    }
    double carried = bottleneckBps();
    boolean sentBefore = nowNanos - overusedNanos < Math.max(responseNanos, SETTLING_NANOS);
    if (sentBefore && carried < capacityBps) {
      // The first measure still held what came before the bottleneck narrowed.
      capacityBps = carried;
      bps = atLeastMin(Math.min(bps, capacityBps * drainShare));
    }
    if (nowNanos - drainUntilNanos < 0) {
      return;
    }
    if (drains >= MAX_DRAINS && queue.standingNanos() > drainStartedWith / 2) {
      state = State.COMPETING;
      bps = Math.max(bps, USED * capacityBps);
      cutNanos = nowNanos;
    } else {
      drain(nowNanos, responseNanos);
    }
  }

  private void compete(long nowNanos, double seconds, long responseNanos, int lost) {
    if (detector.isEmpty()) {
      state = State.RISING;
      return;
    }
    if (lost > 0) {
      if (nowNanos - cutNanos > responseNanos) {
        cutNanos = nowNanos;
        bps = atLeastMin(bps * COMPETING_CUT);
      }
      return;
    }
    double response = Math.max(responseNanos, queue.nanos() + MIN_RESPONSE_NANOS) / 1e9;
    raise(COMPETING_STEP_BITS * seconds / (response * response));
  }

  private void rise(double seconds, long responseNanos) {
    // Whoever sends more than the estimate without filling the queue shows that there is room.
    bps = Math.max(bps, SURE * acknowledged.bitrateBps());
    boolean near = bps > NEAR_FROM * capacityBps && bps < NEAR_TO * capacityBps;
    if (bps >= NEAR_TO * capacityBps) {
      limited = false;
    }
    raise(near ? STEP_BITS * seconds * 1e9 / responseNanos : bps * RISE * seconds);
  }

  private void raise(double byBps) {
    double arrives = acknowledged.bitrateBps();
    double most = arrives * AHEAD + AHEAD_BPS;
    if (limited && arrives < USED * bps) {
      // Nothing shows that the bottleneck has become wider: that takes media or a probe.
      most = Math.min(most, capacityBps);
    }
    if (bps < most) {
      bps = Math.min(most, bps + byBps);
    }
  }

  private static double atLeastMin(double rateBps) {
    return Math.max(MIN_BPS, rateBps);
  }

  /** Nothing has been sent for a while: the queue is empty. */
  void onSilence() {
    if (state != State.RISING) {
      state = State.RISING;
      bps = Math.max(bps, USED * capacityBps);
    }
  }

  /** It can't be probed whether so much passes: it is to be tried with media. */
  void onUnprobed(double triedBps) {
    bps = Math.max(bps, triedBps);
  }

  /** A probe has found that the path carries so much. */
  void onProbed(double foundBps) {
    if (state == State.RISING && foundBps > bps) {
      bps = foundBps;
      limited = limited && bps < NEAR_TO * capacityBps;
      wary = wary && bps < NEAR_TO * capacityBps;
    }
  }

  double bps() {
    return bps;
  }

  /** What the bottleneck was found to carry; 0 while unknown. */
  double capacityBps() {
    return capacityBps;
  }

  State state() {
    return state;
  }

  /** Whether the bottleneck's queue was what ended the last rise. */
  boolean isLimited() {
    return limited;
  }

  /**
   * Whether no probe has found more than the bottleneck was found to carry: what the rate has risen
   * by since may be others' part of it.
   */
  boolean isWary() {
    return wary;
  }

  /** When the queue grew last; only where {@link #isLimited} has ever been. */
  long overusedNanos() {
    return overusedNanos;
  }
}

package dev.sluice.core.congestion;

/**
 * One probe: for some moments more is sent than before, filled up by padding, and the gaps between
 * arrivals tell what came through. From its begin to its result, one at a time.
 */
final class Probe {

  /** The pacer sends at each tick of the loop what is due until the next. */
  private static final long TICK_NANOS = 10_000_000;

  private static final int MIN_PACKETS = 5;

  /** After this what has not been reported on will not be. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** Of what was sent, so much must have arrived. */
  private static final double ARRIVED = 0.7;

  /** What arrives slower than this came as fast as the bottleneck lets through. */
  private static final double UNHINDERED = 0.9;

  /** Of what the bottleneck carries, so much is used. */
  private static final double USED = 0.95;

  enum Phase {
    NONE,
    SENDING,
    AWAITED
  }

  private Phase phase = Phase.NONE;
  private long targetBps;
  private long lengthNanos;
  private long beganNanos;
  private long firstNumber;
  private long lastNumber;
  private long sentBytes;
  private int sentPackets;

  private long arrivedBytes;
  private int arrivedPackets;
  private int firstArrivalBytes;
  private long firstArrivalNanos;
  private long lastArrivalNanos;
  private long lastSentNanos;
  private long firstSentNanos;
  private long lastSentBytes;

  void begin(long bps, long forNanos, long nextNumber, long nowNanos) {
    phase = Phase.SENDING;
    lengthNanos = forNanos;
    targetBps = bps;
    beganNanos = nowNanos;
    firstNumber = nextNumber;
    lastNumber = nextNumber - 1;
    sentBytes = 0;
    sentPackets = 0;
    arrivedBytes = 0;
    arrivedPackets = 0;
    lastSentBytes = 0;
  }

  Phase phase() {
    return phase;
  }

  /** Any packet goes out while the probe is sent. */
  void onSent(long number, int bytes) {
    if (phase == Phase.SENDING) {
      lastNumber = number;
      sentBytes += bytes;
      sentPackets++;
    }
  }

  /**
   * How long the packet is to be that is to be sent now; 0 where enough has been. Some packets are
   * needed to tell anything.
   */
  int bytesDue(long nowNanos) {
    long lasting = Math.min(lengthNanos, nowNanos - beganNanos + TICK_NANOS);
    long due = targetBps * lasting / 8_000_000_000L - sentBytes;
    return (int) Math.clamp(due, 0, targetBps * lengthNanos / 8_000_000_000L / (2 * MIN_PACKETS));
  }

  /** All that was to be sent at {@code nowNanos} has been. */
  void endTick(long nowNanos) {
    if (nowNanos - beganNanos >= lengthNanos - TICK_NANOS) {
      phase = sentPackets < MIN_PACKETS ? Phase.NONE : Phase.AWAITED;
    }
  }

  /** What was sent is enough: the queue has grown. */
  void endEarly() {
    if (phase == Phase.SENDING) {
      phase = sentPackets < MIN_PACKETS ? Phase.NONE : Phase.AWAITED;
    }
  }

  boolean isAlive(long nowNanos) {
    return phase != Phase.NONE && nowNanos - beganNanos <= PATIENCE_NANOS;
  }

  void abandon() {
    phase = Phase.NONE;
  }

  void onArrived(long number, int bytes, long sentNanos, long arrivalNanos) {
    if (phase == Phase.NONE || number < firstNumber || number > lastNumber) {
      return;
    }
    if (arrivedPackets == 0 || arrivalNanos < firstArrivalNanos) {
      firstArrivalNanos = arrivalNanos;
      firstArrivalBytes = bytes;
    }
    if (arrivedPackets == 0) {
      lastArrivalNanos = arrivalNanos;
      firstSentNanos = sentNanos;
      lastSentNanos = sentNanos;
    }
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    if (sentNanos != lastSentNanos) {
      lastSentNanos = sentNanos;
      lastSentBytes = 0;
    }
    lastSentBytes += bytes;
    arrivedBytes += bytes;
    arrivedPackets++;
  }

  /**
   * What the probe has found, in bit/s: once, when feedback has come to its end; 0 before, -1 where
   * it found nothing.
   *
   * @param reported the newest number that feedback has told of
   */
  double takeResult(long reported, long nowNanos) {
    boolean late = nowNanos - beganNanos > PATIENCE_NANOS;
    if (phase != Phase.AWAITED || (reported < lastNumber && !late)) {
      return 0;
    }
    phase = Phase.NONE;
    if (arrivedPackets < MIN_PACKETS - 1 || arrivedBytes < ARRIVED * sentBytes) {
      return -1;
    }
    double arrivedBps =
        rate(arrivedBytes - firstArrivalBytes, lastArrivalNanos - firstArrivalNanos);
    // Where all left in one tick, only the target says how fast that was.
    double sentBps = rate(arrivedBytes - lastSentBytes, lastSentNanos - firstSentNanos);
    double meantBps = Math.min((double) targetBps, sentBps);
    boolean hindered = arrivedBps < UNHINDERED * meantBps;
    return hindered ? USED * arrivedBps : Math.min(meantBps, arrivedBps);
  }

  private static double rate(long bytes, long nanos) {
    return nanos <= 0 || bytes <= 0 ? Double.MAX_VALUE : bytes * 8e9 / nanos;
  }

  long targetBps() {
    return targetBps;
  }
}

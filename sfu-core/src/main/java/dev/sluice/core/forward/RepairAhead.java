package dev.sluice.core.forward;

/**
 * Decides what a viewer whose network loses packets is sent again unasked, because it would ask too
 * late: the last packet of a picture, whose loss shows only when the next picture comes, and a
 * packet that has reached us late itself. A viewer that knows no round trip, as one that sends
 * nothing, asks again only after 100 ms, and that is a visible stop.
 */
final class RepairAhead {

  /** In 1/256, as receiver reports have it (RFC 3550 section 6.4.1): 2 %. */
  private static final int LOSSY_FRACTION = 5;

  /** Losses come in heaps: one clean report doesn't end the care. */
  private static final long LOSSY_NANOS = 5_000_000_000L;

  /** Long enough for the next packet to come, if it is to come with this burst. */
  private static final long TAIL_NANOS = 5_000_000;

  private static final long NONE = -1;

  /** So many losses within so short a time are no accident. */
  private static final int BURST_LOSSES = 3;

  private static final long BURST_NANOS = 300_000_000;

  /**
   * Packets that may be lost of a group, in 1/256: one of every fourth group, so that two of one,
   * which its parity can't restore, are rare.
   */
  private static final int LOST_OF_GROUP = 64;

  private static final int SMALLEST_GROUP = 2;
  private static final int LARGEST_GROUP = 10;

  /** What is lost where nothing was reported yet, in 1/256. */
  private static final int GUESSED_FRACTION = 13;

  private int fraction = GUESSED_FRACTION;
  private int recentLosses;
  private long recentNanos;
  private boolean lossy;
  private long lossyUntilNanos;
  private long tail = NONE;
  private long tailNanos;

  /**
   * Feedback reports a packet missing. Reports of the share that is lost come but once a second,
   * when a burst of loss may be over.
   */
  void onLost(long nowNanos) {
    if (recentLosses == 0 || nowNanos - recentNanos >= BURST_NANOS) {
      recentLosses = 0;
      recentNanos = nowNanos;
    }
    recentLosses++;
    if (recentLosses >= BURST_LOSSES) {
      lossy = true;
      lossyUntilNanos = nowNanos + LOSSY_NANOS;
    }
  }

  /** The viewer has reported, of the last interval, what share was lost, in 1/256. */
  void onReport(int fractionLost, long nowNanos) {
    fraction = (fraction + fractionLost) / 2;
    if (fractionLost >= LOSSY_FRACTION) {
      lossy = true;
      lossyUntilNanos = nowNanos + LOSSY_NANOS;
    } else if (nowNanos - lossyUntilNanos >= 0) {
      lossy = false;
      tail = NONE;
    }
  }

  boolean isLossy() {
    return lossy;
  }

  /** For how many packets one parity packet is to stand, so that most losses are restored. */
  int packetsPerParity() {
    return Math.clamp(LOST_OF_GROUP / Math.max(1, fraction), SMALLEST_GROUP, LARGEST_GROUP);
  }

  /** The newest packet, number {@code out}, has been sent. */
  void onSent(long out, boolean lastOfPicture, long nowNanos) {
    tail = lossy && lastOfPicture ? out : NONE;
    tailNanos = nowNanos;
  }

  /** The last packet of a picture, where it is time to send it again; negative otherwise. */
  long takeTail(long nowNanos) {
    if (tail == NONE || nowNanos - tailNanos < TAIL_NANOS) {
      return NONE;
    }
    long taken = tail;
    tail = NONE;
    return taken;
  }
}

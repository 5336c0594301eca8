package dev.sluice.core.congestion;

/**
 * How long packets wait before the bottleneck: one-way delays less the least that was seen of late.
 * The two clocks' difference cancels out.
 *
 * <p>Of packets sent together only the first is taken: those behind it wait for it, and that is no
 * queue but the frame's own length. So the delay stands still on a link that is used by nine
 * tenths, however large the frames are, and grows from frame to frame on one that gets too much.
 */
final class QueueDelay {

  private static final long TOGETHER_NANOS = 5_000_000;

  /** The least delay holds for one to two of these: routes change, and clocks drift apart. */
  private static final long LEAST_NANOS = 15_000_000_000L;

  private static final long LEAST_FILLED_NANOS = 60_000_000_000L;

  /** How far back {@link #standingNanos} and {@link #trend} look. */
  private static final long RECENT_NANOS = 150_000_000;

  private static final long TREND_NANOS = 500_000_000;

  private static final int MIN_RECENT = 3;
  private static final int MIN_TREND = 5;

  /** More is a clock that was set, or a path that is another. */
  private static final long MAX_JUMP_NANOS = 10_000_000_000L;

  /** A wait that is none. */
  private static final long EMPTY_NANOS = 5_000_000;

  private static final int REMEMBERED = 64;
  private static final int MASK = REMEMBERED - 1;

  /** Beyond this a change is no jitter. */
  private static final long MAX_JITTER_NANOS = 30_000_000;

  /** Made with the first arrival, as is the next. */
  private long[] arrivals;

  private long[] delays;
  private long samples;

  private long togetherNanos;
  private long least;
  private long leastBefore;
  private long leastSinceNanos;
  private long jitterNanos;
  private long emptyNanos;
  private long leastNanos = LEAST_NANOS;

  /**
   * A packet has arrived.
   *
   * @param arrival by the viewer's clock
   */
  void onArrived(long sent, long arrival) {
    if (arrivals == null) {
      arrivals = new long[REMEMBERED];
      delays = new long[REMEMBERED];
    }
    long delay = arrival - sent;
    if (samples > 0 && Math.abs(delay - newest()) > MAX_JUMP_NANOS) {
      samples = 0;
      jitterNanos = 0;
    }
    noteLeast(delay, arrival);
    if (samples > 0 && Math.abs(sent - togetherNanos) < TOGETHER_NANOS) {
      return;
    }
    togetherNanos = sent;
    if (samples == 0 || delay - unloaded() <= EMPTY_NANOS + jitterNanos) {
      emptyNanos = arrival;
    }
    if (samples > 0) {
      long change = Math.min(MAX_JITTER_NANOS, Math.abs(delay - newest()));
      jitterNanos += (change - jitterNanos) / 16;
    }
    int slot = (int) samples & MASK;
    arrivals[slot] = arrival;
    delays[slot] = delay;
    samples++;
  }

  private void noteLeast(long delay, long arrival) {
    if (samples == 0) {
      least = delay;
      leastBefore = delay;
      leastSinceNanos = arrival;
    } else if (arrival - leastSinceNanos > leastNanos) {
      leastBefore = least;
      least = delay;
      leastSinceNanos = arrival;
    }
    least = Math.min(least, delay);
  }

  private long newest() {
    return delays[(int) (samples - 1) & MASK];
  }

  private long unloaded() {
    return Math.min(least, leastBefore);
  }

  /** That of the newest packet. */
  long nanos() {
    return samples == 0 ? 0 : newest() - unloaded();
  }

  /** The least of the last moments: what jitter can't account for. */
  long standingNanos() {
    if (samples == 0) {
      return 0;
    }
    long from = arrivals[(int) (samples - 1) & MASK] - RECENT_NANOS;
    long standing = Long.MAX_VALUE;
    long oldest = Math.max(0, samples - REMEMBERED);
    for (long at = samples - 1; at >= oldest; at--) {
      int slot = (int) at & MASK;
      if (arrivals[slot] < from && samples - at > MIN_RECENT) {
        break;
      }
      standing = Math.min(standing, delays[slot]);
    }
    return standing - unloaded();
  }

  /**
   * By how much the delay grows in time, as the slope of the line of least squares through the
   * latest delays: what is sent beyond what the link carries, as a fraction of that. 0 where there
   * are too few.
   */
  double trend() {
    if (samples < MIN_TREND) {
      return 0;
    }
    long newestArrival = arrivals[(int) (samples - 1) & MASK];
    long newestDelay = newest();
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    int count = 0;
    long oldest = Math.max(0, samples - REMEMBERED);
    for (long at = samples - 1; at >= oldest; at--) {
      int slot = (int) at & MASK;
      if (arrivals[slot] < newestArrival - TREND_NANOS) {
        break;
      }
      double x = (arrivals[slot] - newestArrival) / 1e6;
      double y = (delays[slot] - newestDelay) / 1e6;
      sumX += x;
      sumY += y;
      sumXx += x * x;
      sumXy += x * y;
      count++;
    }
    double spread = count * sumXx - sumX * sumX;
    return count < MIN_TREND || spread <= 0 ? 0 : (count * sumXy - sumX * sumY) / spread;
  }

  /** How much the delay changes from one packet to the next, smoothed. */
  long jitterNanos() {
    return jitterNanos;
  }

  /**
   * Since when, by the viewer's clock, packets wait: what has arrived after that came as fast as
   * the bottleneck lets through.
   */
  long busySinceNanos() {
    return emptyNanos;
  }

  /** Nothing has been sent for a while: whatever waited is gone. */
  void onSilence() {
    samples = 0;
  }

  /** Others keep the queue filled: its least is not to be taken for an empty one so soon. */
  void keepLeast(boolean longer) {
    leastNanos = longer ? LEAST_FILLED_NANOS : LEAST_NANOS;
  }
}

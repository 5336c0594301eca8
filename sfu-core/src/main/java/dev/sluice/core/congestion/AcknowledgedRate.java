package dev.sluice.core.congestion;

/**
 * How fast the viewer has received what arrived of late: by its own clock, so that no delay on the
 * way of its feedback matters.
 */
final class AcknowledgedRate {

  /** Half a second of 5 Mbit/s; the window is shorter beyond. */
  private static final int REMEMBERED = 256;

  private static final int MASK = REMEMBERED - 1;

  /** Frames come some thirty times a second: enough of them to be no matter. */
  private static final long WINDOW_NANOS = 500_000_000;

  private static final long MIN_WINDOW_NANOS = 200_000_000;

  private static final long BUSY_WINDOW_NANOS = 250_000_000;

  /** After such a pause what was before says nothing. */
  private static final long PAUSE_NANOS = 2_000_000_000;

  /** Made with the first arrival, as is the next. */
  private long[] arrivalNanos;

  private int[] bytes;
  private long count;
  private long begin;

  /** A packet has arrived, by the viewer's clock. */
  void onArrived(long arrival, int length) {
    if (arrivalNanos == null) {
      arrivalNanos = new long[REMEMBERED];
      bytes = new int[REMEMBERED];
    }
    if (count > begin && arrival - newestNanos() > PAUSE_NANOS) {
      begin = count;
    }
    int slot = (int) count & MASK;
    arrivalNanos[slot] = arrival;
    bytes[slot] = length;
    count++;
  }

  private long newestNanos() {
    return arrivalNanos[(int) (count - 1) & MASK];
  }

  /** Of the last half second, in bit/s; 0 while too little has arrived to tell. */
  double bitrateBps() {
    return count == begin ? 0 : bitrateSince(newestNanos() - WINDOW_NANOS, 3, MIN_WINDOW_NANOS);
  }

  /**
   * While packets come without gaps, because they wait before the bottleneck, some of them suffice:
   * from {@code busyNanos} on, but no longer than a quarter of a second. In bit/s; 0 where these
   * are too few.
   */
  double bottleneckBps(long busyNanos) {
    return count == begin
        ? 0
        : bitrateSince(Math.max(busyNanos, newestNanos() - BUSY_WINDOW_NANOS), 6, 1);
  }

  private double bitrateSince(long sinceNanos, int minPackets, long minNanos) {
    long oldest = Math.max(begin, count - REMEMBERED);
    long sum = 0;
    int packets = 0;
    long at = count;
    while (at > oldest && arrivalNanos[(int) (at - 1) & MASK] >= sinceNanos) {
      at--;
      sum += bytes[(int) at & MASK];
      packets++;
    }
    if (packets < minPackets) {
      return 0;
    }
    // The first packet's bytes were on their way before it arrived.
    long elapsed = newestNanos() - arrivalNanos[(int) at & MASK];
    return elapsed < minNanos ? 0 : (sum - bytes[(int) at & MASK]) * 8e9 / elapsed;
  }
}

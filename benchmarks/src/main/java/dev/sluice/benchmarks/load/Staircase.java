package dev.sluice.benchmarks.load;

/**
 * Searches the largest load that is carried: up by half of what was carried last until a load
 * isn't, then halfway between the two until they are close. A load counts as not carried when it
 * failed twice in a row: a busy machine can spoil any single try.
 */
final class Staircase {

  private static final double GROWTH = 1.5;

  /** How close is close enough. */
  private static final double RESOLUTION = 0.05;

  private static final int TRIES = 2;

  private final int to;
  private int carried;
  private int failed = Integer.MAX_VALUE;
  private int load;
  private int tries;
  private boolean done;

  /**
   * A search.
   *
   * @param from the first load tried, above 0
   * @param to the greatest load tried
   */
  Staircase(int from, int to) {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException("stairs go from at least 1 up to at least as much");
    }
    this.to = to;
    this.load = from;
  }

  boolean isDone() {
    return done;
  }

  /** The load to be tried next. */
  int load() {
    return load;
  }

  /** Takes in whether {@link #load} was carried. */
  void onTried(boolean held) {
    if (!held) {
      tries++;
      if (tries < TRIES) {
        return;
      }
      failed = load;
    } else {
      carried = load;
    }
    tries = 0;
    load = next();
    done = load == carried || load == failed;
  }

  private int next() {
    if (carried == 0) {
      return failed;
    }
    if (failed == Integer.MAX_VALUE) {
      return Math.min(to, Math.max(carried + 1, (int) (carried * GROWTH)));
    }
    boolean close = failed - carried <= Math.max(1, (int) (carried * RESOLUTION));
    return close ? carried : carried + (failed - carried) / 2;
  }

  /** The largest load that was carried; 0 if none was. */
  int carried() {
    return carried;
  }
}

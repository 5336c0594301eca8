package dev.sluice.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a search for the largest load.
 *
 * @param carriedViewers the most viewers that held the limits; 0 if none did
 * @param ownLimit whether a load that wasn't carried found the load generator itself at its limit
 * @param steps all loads tried, in order
 */
public record StairsResult(
    double maxP99Millis,
    double maxLossRatio,
    int carriedViewers,
    boolean ownLimit,
    List<Step> steps) {

  public StairsResult {
    steps = List.copyOf(steps);
  }

  /** One load. */
  public record Step(int viewers, boolean held, LoadResult result) {}

  /**
   * Searches.
   *
   * @param test open, with its publishers in
   * @param from viewers tried first, in all rooms together
   * @param to the most viewers tried
   */
  public static StairsResult search(LoadTest test, int from, int to, Limits limits)
      throws LoadException, InterruptedException {
    Staircase staircase = new Staircase(from, to);
    List<Step> steps = new ArrayList<>();
    boolean ownLimit = false;
    while (!staircase.isDone()) {
      int viewers = staircase.load();
      test.viewers(viewers);
      LoadResult result = test.measure();
      boolean held = limits.hold(result, viewers);
      ownLimit |= !held && Warnings.isOwnLimit(result);
      steps.add(new Step(viewers, held, result));
      test.tell(
          "%d viewers: %s (p99 %.1f ms, loss %.5f %%)"
              .formatted(
                  viewers,
                  held ? "carried" : "not carried",
                  result.latency().p99() / 1e3,
                  100 * result.loss().ratio()));
      staircase.onTried(held);
      if (!held && !staircase.isDone()) {
        // Clients that a load was too much for have given up, and others fetch what they missed.
        test.startAfresh();
      }
    }
    return new StairsResult(
        limits.maxP99().toNanos() / 1e6,
        limits.maxLossRatio(),
        staircase.carried(),
        ownLimit,
        steps);
  }
}

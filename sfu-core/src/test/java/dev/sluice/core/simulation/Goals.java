package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** What a scenario is to reach, and what it did reach. */
final class Goals {

  /** One measured value and its limit. */
  record Goal(String name, double value, String relation, double limit, boolean met) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s: %.3f, wanted %s %.3f", name, value, relation, limit);
    }
  }

  private static final int RUNS = 15;

  private final List<Goal> goals = new ArrayList<>();

  /**
   * What the middle one of several runs has reached, for each goal by itself: congestion control is
   * chaotic, and a single run tells little.
   */
  static Goals median(LongFunction<Goals> run) {
    return median(RUNS, run);
  }

  /** As above, of so many, where a run takes long. */
  static Goals median(int count, LongFunction<Goals> run) {
    List<Goals> runs = LongStream.rangeClosed(1, count).mapToObj(run).toList();
    Goals median = new Goals();
    for (int i = 0; i < runs.getFirst().goals.size(); i++) {
      int index = i;
      median.goals.add(
          runs.stream()
              .map(each -> each.goals.get(index))
              .sorted(Comparator.comparingDouble(Goal::value))
              .toList()
              .get(count / 2));
    }
    return median;
  }

  Goals atMost(String name, double value, double limit) {
    goals.add(new Goal(name, value, "≤", limit, value <= limit));
    return this;
  }

  Goals atLeast(String name, double value, double limit) {
    goals.add(new Goal(name, value, "≥", limit, value >= limit));
    return this;
  }

  List<Goal> all() {
    return List.copyOf(goals);
  }

  void assertMet() {
    assertThat(goals).filteredOn(goal -> !goal.met()).isEmpty();
  }
}

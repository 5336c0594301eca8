package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run of a scenario is to reach, and what it did reach. */
final class Goals {

  /** Of several runs, so many at least are to meet a goal of which nothing else is said. */
  private static final double MOST = 0.85;

  /**
   * One measured value and its limit.
   *
   * @param share of several runs, how many are to meet it, 0.5 to 1
   */
  record Goal(String name, double value, String relation, double limit, boolean met, double share) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s: %.3f, wanted %s %.3f", name, value, relation, limit);
    }
  }

  private final List<Goal> goals = new ArrayList<>();

  Goals atMost(String name, double value, double limit) {
    goals.add(new Goal(name, value, "≤", limit, value <= limit, MOST));
    return this;
  }

  Goals atLeast(String name, double value, double limit) {
    goals.add(new Goal(name, value, "≥", limit, value >= limit, MOST));
    return this;
  }

  /** Of several runs, this share is to meet the goal before, where chance decides the others. */
  Goals inShareOfRuns(double share) {
    Goal last = goals.removeLast();
    goals.add(
        new Goal(last.name(), last.value(), last.relation(), last.limit(), last.met(), share));
    return this;
  }

  List<Goal> all() {
    return List.copyOf(goals);
  }

  /** Of a single run. */
  void assertMet() {
    assertThat(goals).filteredOn(goal -> !goal.met()).isEmpty();
  }
}

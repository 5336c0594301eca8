package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is to be reached on a bad network, and what was. Says both on the standard output, for a
 * person who wants to know how much room was left.
 */
final class Goals {

  private final String row;
  private final List<String> missed = new ArrayList<>();

  Goals(String row) {
    this.row = row;
  }

  Goals atMost(String name, double value, double limit) {
    return goal(name, value, "≤", limit, value <= limit);
  }

  Goals atLeast(String name, double value, double limit) {
    return goal(name, value, "≥", limit, value >= limit);
  }

  private Goals goal(String name, double value, String relation, double limit, boolean met) {
    String said =
        String.format(
            Locale.ROOT, "%s: %s: %.3f, wanted %s %.3f", row, name, value, relation, limit);
    System.out.println(said);
    if (!met) {
      missed.add(said);
    }
    return this;
  }

  void assertMet() {
    assertThat(missed).isEmpty();
  }
}

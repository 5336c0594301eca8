package dev.sluice.benchmarks.report;

import java.util.List;

/**
 * Everything that a run of the scenarios has found out.
 *
 * @param quick whether the runs were too short for figures that anybody should repeat
 */
public record Report(Environment environment, boolean quick, List<Section> sections) {

  /**
   * One scenario.
   *
   * @param name as on the command line
   * @param how what is done and what is counted, in sentences
   * @param goals what Sluice should come to
   * @param outcomes Sluice's first, then its competitors'
   */
  public record Section(
      String name, String title, String how, List<Goal> goals, List<Outcome> outcomes) {

    public Section {
      goals = List.copyOf(goals);
      outcomes = List.copyOf(outcomes);
    }
  }

  public Report {
    sections = List.copyOf(sections);
  }
}

package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One scenario on several networks that differ by chance: congestion control is chaotic, and a
 * single run tells little. Each goal is to be met in a stated share of the runs, more than half: so
 * the middle one meets it too.
 */
final class Runs {

  private static final int COUNT = 15;

  /**
   * What the runs made of one goal.
   *
   * @param median the value of the middle one
   * @param worst the value that is furthest from the goal
   * @param needed so many are to meet it
   */
  private record Outcome(
      Goals.Goal goal, double median, double worst, int met, int count, int needed) {

    boolean reached() {
      return met >= needed;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s %.3f: met by %d of %d, wanted %d; median %.3f, worst %.3f",
          goal.name(),
          goal.relation(),
          goal.limit(),
          met,
          count,
          needed,
          median,
          worst);
    }
  }

  private final List<Outcome> outcomes = new ArrayList<>();

  private Runs(List<List<Goals.Goal>> runs) {
    for (int i = 0; i < runs.getFirst().size(); i++) {
      int index = i;
      List<Goals.Goal> results = runs.stream().map(run -> run.get(index)).toList();
      double[] values = results.stream().mapToDouble(Goals.Goal::value).sorted().toArray();
      Goals.Goal goal = results.getFirst();
      int count = results.size();
      outcomes.add(
          new Outcome(
              goal,
              values[count / 2],
              goal.relation().equals("≤") ? values[count - 1] : values[0],
              (int) results.stream().filter(Goals.Goal::met).count(),
              count,
              (int) Math.ceil(count * goal.share())));
    }
  }

  /** Each run writes a chart of its own, and all together one that sums them up. */
  static Runs of(String name, Function<Scenario, Goals> run) {
    return of(COUNT, name, run);
  }

  /** As above, of so many, where a run takes long. */
  static Runs of(int count, String name, Function<Scenario, Goals> run) {
    List<List<Goals.Goal>> runs = new ArrayList<>();
    for (int seed = 1; seed <= count; seed++) {
      runs.add(run.apply(new Scenario(name + "-" + seed, seed)).all());
    }
    Runs all = new Runs(runs);
    try {
      all.write(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private void write(String name) throws IOException {
    StringBuilder html = new StringBuilder(ScenarioChart.head(name));
    html.append("<table><tr><th>goal</th><th>median</th><th>worst</th><th>wanted</th>")
        .append("<th>met by</th><th></th></tr>\n");
    for (Outcome outcome : outcomes) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td>%.3f</td><td>%.3f</td><td>%s %.3f in %d</td>"
                  + "<td>%d of %d</td><td class=\"%s\">%s</td></tr>%n",
              outcome.goal().name(),
              outcome.median(),
              outcome.worst(),
              outcome.goal().relation(),
              outcome.goal().limit(),
              outcome.needed(),
              outcome.met(),
              outcome.count(),
              outcome.reached() ? "met" : "not",
              outcome.reached() ? "met" : "not met"));
    }
    html.append("</table><p>Runs:");
    for (int seed = 1; seed <= outcomes.getFirst().count(); seed++) {
      html.append(" <a href=\"%s-%d.html\">%d</a>".formatted(name, seed, seed));
    }
    html.append("</p></body></html>\n");
    Files.writeString(Scenario.FOLDER.resolve(name + ".html"), html);
  }

  void assertReached() {
    assertThat(outcomes).filteredOn(outcome -> !outcome.reached()).isEmpty();
  }
}

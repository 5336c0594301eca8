package dev.sluice.benchmarks.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of one server's runs of one scenario.
 *
 * @param server its name, with what distinguishes its configuration
 * @param runs the figures of each
 * @param failure why there are no further runs, in a sentence
 * @param remarks what a reader has to know of them, a sentence each
 */
public record Outcome(
    String server, List<Map<Figure, Double>> runs, Optional<String> failure, List<String> remarks) {

  public Outcome {
    runs = List.copyOf(runs);
    remarks = List.copyOf(remarks);
  }

  /** Of a server that could not be put through the scenario. */
  public static Outcome notRun(String server, String why) {
    return new Outcome(server, List.of(), Optional.of(why), List.of());
  }

  /** Each figure that any run has, over all runs that have it. */
  public Map<Figure, Spread> spreads() {
    Map<Figure, List<Double>> values = new EnumMap<>(Figure.class);
    for (Map<Figure, Double> run : runs) {
      run.forEach(
          (figure, value) -> values.computeIfAbsent(figure, f -> new ArrayList<>()).add(value));
    }
    Map<Figure, Spread> spreads = new EnumMap<>(Figure.class);
    values.forEach((figure, all) -> spreads.put(figure, Spread.of(all)));
    return spreads;
  }
}

package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.report.Report.Section;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a report for people. All numbers come from the runs; the words around them are the same
 * for every report, and so promise nothing that a run could disprove.
 */
final class MarkdownReport {

  private static final String INTRODUCTION =
      """
      # Measured

      What Sluice costs and carries, measured by `./sluice bench` on one machine in one run. \
      `./sluice bench` repeats it, `./sluice bench --help` explains.

      The load generator (`./sluice load`) makes real clients: ICE, DTLS, SRTP, transport-wide \
      feedback and retransmissions. Publishers send made video of 2.5 Mbit/s in 30 frames a second, \
      each frame at once, and audio of 50 packets a second. Processor time is the whole server \
      process's, user and system, from the operating system, divided by the packets that reached \
      the clients. One-way latency is from the publisher's socket to the viewer's, one clock for \
      both, and so has the client's own delay in it, which grows where client and server share \
      processors. A table gives the median of the runs and, in brackets, the least and the most.

      """;

  private static final String ENDING =
      """
      ## How far to trust this

      - Server and clients share a machine, its memory and its caches, and both legs of a packet's \
      way are the loopback device's: no network card, no driver, no interrupt. Figures of another \
      machine don't compare with these; those of one run compare with each other.
      - The spread over the runs says how noisy the machine was. A difference smaller than the \
      spreads of both sides is none.
      - A load runs for a while before it is measured, and longer before a JVM is. In a server's \
      first minutes the JIT compiler takes up to a third of the processor time that is spent, for \
      which a short run would charge packets and joins.
      - Where the load generator itself was short of processor time, a remark says so: latency and \
      loss are then as much its as the server's.
      - A loopback round trip is nearly nothing, and some servers then do without retransmission; \
      the clients report a round trip as a real link would have.
      """;

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    return new MarkdownReport(report).write();
  }

  private String write() {
    out.append(INTRODUCTION);
    if (report.quick()) {
      out.append("**Made with `--quick`: too short for figures that anybody should repeat.**\n\n");
    }
    environment();
    goals();
    losses();
    for (Section section : report.sections()) {
      section(section);
    }
    out.append(ENDING);
    return out.toString();
  }

  private void environment() {
    Environment on = report.environment();
    out.append("| | |\n|---|---|\n");
    row("date", on.date().toString());
    row("processor", on.processor() + ", " + on.processors() + " of them");
    row("memory", "%.1f GiB".formatted(on.memoryBytes() / (double) (1L << 30)));
    row("system", on.system());
    row("Java", on.jdk());
    row("Sluice", on.sluice());
    row("its JVM's options", "`" + on.flags() + "`");
    row("its own options", "`" + on.options() + "`");
    row("who runs where", on.pinning());
    if (!report.quick()) {
      row(
          "warm-up",
          "%d s of the load that is measured then, a JVM %d s"
              .formatted(Lengths.FULL.warmUp().toSeconds(), Lengths.FULL.jvmWarmUp().toSeconds()));
    }
    Set<String> others =
        report.sections().stream()
            .flatMap(section -> section.outcomes().stream().skip(1))
            .map(Outcome::server)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!others.isEmpty()) {
      row("compared with", String.join("; ", others));
    }
    out.append('\n');
  }

  private void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void goals() {
    out.append(
        "## Goals\n\n| scenario | figure | goal | measured | met? |\n|---|---|---:|---:|---|\n");
    for (Section section : report.sections()) {
      Map<Figure, Spread> measured = spreads(section.outcomes(), 0);
      for (Goal goal : section.goals()) {
        Optional<Spread> spread = Optional.ofNullable(measured.get(goal.figure()));
        row(
            section.title(),
            goal.figure().title(),
            goal.text(),
            spread.map(of -> text(goal.figure(), of)).orElse("not measured"),
            spread.map(of -> verdict(goal, of)).orElse("–"));
      }
    }
    out.append('\n');
  }

  /** "Barely" where one of the runs says otherwise than the median. */
  private static String verdict(Goal goal, Spread spread) {
    boolean met = goal.isMetBy(spread.median());
    boolean always = goal.isMetBy(spread.least()) == met && goal.isMetBy(spread.most()) == met;
    String word = met ? "yes" : "**no**";
    return always ? word : word + ", not in every run";
  }

  private void losses() {
    List<String> lines = new ArrayList<>();
    for (Section section : report.sections()) {
      Map<Figure, Spread> ours = spreads(section.outcomes(), 0);
      for (int i = 1; i < section.outcomes().size(); i++) {
        String other = section.outcomes().get(i).server();
        spreads(section.outcomes(), i)
            .forEach(
                (figure, theirs) -> {
                  Spread own = ours.get(figure);
                  if (own != null && isBehind(figure, own, theirs)) {
                    lines.add(
                        "- %s, %s: %s against %s of %s."
                            .formatted(
                                section.title(),
                                figure.title(),
                                figure.text(own.median()),
                                figure.text(theirs.median()),
                                other));
                  }
                });
      }
    }
    boolean compared = report.sections().stream().anyMatch(this::isCompared);
    if (compared) {
      out.append("## Where Sluice loses\n\n");
      out.append(lines.isEmpty() ? "Nowhere in this run." : String.join("\n", lines));
      out.append("\n\n");
    }
  }

  private boolean isCompared(Section section) {
    return section.outcomes().stream().skip(1).anyMatch(other -> !other.runs().isEmpty());
  }

  private static boolean isBehind(Figure figure, Spread own, Spread theirs) {
    if (figure == Figure.GENERATOR_CPU) {
      return false;
    }
    return figure.moreIsBetter() ? own.median() < theirs.median() : own.median() > theirs.median();
  }

  private void section(Section section) {
    out.append("## ").append(section.title()).append("\n\n");
    out.append(section.how()).append("\n\n");
    List<Outcome> measured =
        section.outcomes().stream().filter(outcome -> !outcome.runs().isEmpty()).toList();
    if (!measured.isEmpty()) {
      table(section, measured);
    }
    for (Outcome outcome : section.outcomes()) {
      outcome
          .failure()
          .ifPresent(
              why ->
                  out.append("- ").append(outcome.server()).append(": ").append(why).append('\n'));
      for (String remark : outcome.remarks()) {
        out.append("- ").append(outcome.server()).append(": ").append(remark).append('\n');
      }
    }
    out.append('\n');
  }

  private void table(Section section, List<Outcome> outcomes) {
    List<Map<Figure, Spread>> columns = outcomes.stream().map(Outcome::spreads).toList();
    Set<Figure> figures = EnumSet.noneOf(Figure.class);
    columns.forEach(column -> figures.addAll(column.keySet()));
    List<String> cells = new ArrayList<>(List.of("", "goal"));
    outcomes.forEach(
        outcome -> cells.add("%s, %s".formatted(outcome.server(), runs(outcome.runs().size()))));
    row(cells.toArray(String[]::new));
    out.append("|---|---:").append("|---:".repeat(outcomes.size())).append("|\n");
    for (Figure figure : figures) {
      cells.clear();
      cells.add(figure.title());
      cells.add(
          section.goals().stream()
              .filter(goal -> goal.figure() == figure)
              .map(Goal::text)
              .collect(Collectors.joining()));
      columns.forEach(
          column ->
              cells.add(
                  Optional.ofNullable(column.get(figure)).map(of -> text(figure, of)).orElse("–")));
      row(cells.toArray(String[]::new));
    }
    out.append('\n');
  }

  private static String runs(int runs) {
    return runs == 1 ? "1 run" : runs + " runs";
  }

  private static Map<Figure, Spread> spreads(List<Outcome> outcomes, int index) {
    return index < outcomes.size() ? outcomes.get(index).spreads() : Map.of();
  }

  private static String text(Figure figure, Spread spread) {
    return spread.runs() == 1
        ? figure.text(spread.median())
        : "%s (%s–%s)"
            .formatted(
                figure.text(spread.median()),
                figure.number(spread.least()),
                figure.number(spread.most()));
  }
}

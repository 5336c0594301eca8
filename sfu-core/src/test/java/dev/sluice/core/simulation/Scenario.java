package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A room on its networks, and what happens to them: built up, run once, then asked. Every run ends
 * with a chart in {@code target/simulation}.
 */
final class Scenario {

  static final Path FOLDER = Path.of("target", "simulation");

  private final String name;
  private final long seed;
  private final Simulation simulation = new Simulation();
  private final List<ViewerMeasurements> viewers = new ArrayList<>();
  private final List<TcpFlow> flows = new ArrayList<>();
  private final List<TimeSeries> flowRates = new ArrayList<>();
  private final List<Long> flowBytes = new ArrayList<>();
  private int links;
  private int publishers;

  Scenario(String name, long seed) {
    this.name = name;
    this.seed = seed;
    simulation.every(ViewerMeasurements.SAMPLE_NANOS, this::sample);
  }

  /** From 1 on: what differs by chance from run to run follows from it. */
  long seed() {
    return seed;
  }

  /** A link without limit, delay or loss, to be given some. */
  Link link() {
    return new Link(simulation, seed * 1_000 + links++);
  }

  /** A publisher with nothing to publish yet, on a perfect network. */
  SimulatedPublisher publisher() {
    return publisher(link(), link());
  }

  SimulatedPublisher publisher(Link up, Link down) {
    int source = publishers++;
    return new SimulatedPublisher(simulation, source, up, down, seed * 1_000 + 7L * source);
  }

  /** A viewer with nothing to play yet. */
  SimulatedViewer viewer(Link down, Link up) {
    SimulatedViewer viewer = new SimulatedViewer(simulation, down, up);
    viewers.add(new ViewerMeasurements("viewer " + (viewers.size() + 1), viewer));
    return viewer;
  }

  /** A download beside the viewers, from now on. */
  TcpFlow download(Link link, long ackDelayMillis) {
    TcpFlow flow = new TcpFlow(simulation, link, ackDelayMillis);
    flow.start();
    flows.add(flow);
    flowRates.add(new TimeSeries("TCP " + flows.size()));
    flowBytes.add(0L);
    return flow;
  }

  Scenario at(double seconds, Runnable change) {
    simulation.atSeconds(seconds, change);
    return this;
  }

  Scenario runUntil(double seconds) {
    simulation.runUntilSeconds(seconds);
    return this;
  }

  private void sample() {
    double seconds = simulation.elapsedSeconds();
    for (ViewerMeasurements viewer : viewers) {
      viewer.sample(seconds);
    }
    for (int i = 0; i < flows.size(); i++) {
      long bytes = flows.get(i).receivedBytes();
      double kbps = (bytes - flowBytes.get(i)) * 8e6 / ViewerMeasurements.SAMPLE_NANOS;
      flowRates.get(i).add(seconds, kbps);
      flowBytes.set(i, bytes);
    }
  }

  ViewerMeasurements measured(int viewer) {
    return viewers.get(viewer);
  }

  /** Payload of a download. */
  double flowKbps(int flow, double from, double to) {
    return flowRates.get(flow).mean(from, to);
  }

  /**
   * Writes the chart, and asserts of every stream that was sent that a decoder can follow it: that
   * holds in any scenario, whatever else of the goals is met.
   */
  Goals written(Goals goals) {
    try {
      new ScenarioChart(name, viewers, flowRates, goals.all()).write(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (ViewerMeasurements viewer : viewers) {
      assertThat(viewer.faults()).as(viewer.name()).isEmpty();
    }
    return goals;
  }
}

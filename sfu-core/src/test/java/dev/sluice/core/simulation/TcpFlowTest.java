package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TcpFlowTest {

  private final Simulation simulation = new Simulation();
  private final Link link = new Link(simulation, 1).rateBps(4_000_000).delayMillis(30);

  private TcpFlow start() {
    TcpFlow flow = new TcpFlow(simulation, link, 30);
    flow.start();
    return flow;
  }

  private static double bitsPerSecond(TcpFlow flow, double seconds) {
    return flow.receivedBytes() * 8 / seconds;
  }

  @Test
  void oneFlowFillsTheLinkAndItsQueue() {
    TcpFlow flow = start();
    simulation.runUntilSeconds(30);

    assertThat(bitsPerSecond(flow, 30)).isBetween(0.9 * 4e6, 4e6);
    assertThat(link.overflows()).isPositive();
  }

  @Test
  void twoFlowsShareTheLink() {
    TcpFlow first = start();
    TcpFlow second = start();
    simulation.runUntilSeconds(60);

    assertThat(bitsPerSecond(first, 60)).isBetween(0.3 * 4e6, 0.7 * 4e6);
    assertThat(bitsPerSecond(first, 60) + bitsPerSecond(second, 60)).isGreaterThan(0.9 * 4e6);
  }

  @Test
  void randomLossCutsItsRate() {
    link.rateBps(50_000_000).loss(0.02);
    TcpFlow flow = start();
    simulation.runUntilSeconds(30);

    // Mathis et al.: about 1.2 segments / (RTT sqrt(p)); CUBIC does a little better.
    assertThat(bitsPerSecond(flow, 30)).isBetween(0.5e6, 4e6);
  }

  @Test
  void itComesBackAfterAnOutage() {
    TcpFlow flow = start();
    simulation.atSeconds(10, () -> link.down(true));
    simulation.atSeconds(15, () -> link.down(false));
    simulation.runUntilSeconds(20);
    long before = flow.receivedBytes();
    simulation.runUntilSeconds(40);

    assertThat(flow.receivedBytes() - before).isGreaterThan((long) (0.8 * 4e6 * 20 / 8));
  }
}

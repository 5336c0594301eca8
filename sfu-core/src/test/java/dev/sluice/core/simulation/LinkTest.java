package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTest {

  /** 10 ms at 1 Mbit/s. */
  private static final int PACKET_BYTES = 1250;

  private final Simulation simulation = new Simulation();
  private final Link link = new Link(simulation, 1);
  private final List<Double> arrivals = new ArrayList<>();
  private final List<Integer> order = new ArrayList<>();
  private int sent;

  private void send() {
    int number = sent++;
    link.sendOnWire(
        PACKET_BYTES,
        () -> {
          arrivals.add(simulation.elapsedNanos() / 1e6);
          order.add(number);
        });
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      send();
    }
  }

  @Test
  void withoutLimitsAPacketArrivesInTheSameInstant() {
    send();

    assertThat(arrivals).containsExactly(0.0);
  }

  @Test
  void packetsArriveOneByOneAtTheLinksRateAfterItsDelay() {
    link.rateBps(1_000_000).delayMillis(30);
    send(3);
    simulation.runUntilSeconds(1);

    assertThat(arrivals).containsExactly(40.0, 50.0, 60.0);
  }

  @Test
  void theQueueHoldsAsMuchTimeAsItMayAndDropsItsTail() {
    link.rateBps(1_000_000).queueMillis(250);
    send(40);

    assertThat(link.overflows()).isEqualTo(15);
    assertThat(link.queueDelayMillis()).isCloseTo(250, within(1e-3));
    simulation.runUntilSeconds(1);
    assertThat(order).hasSize(25).endsWith(24);
  }

  @Test
  void theQueueMayBeLimitedInBytes() {
    link.rateBps(1_000_000).queueBytes(3 * PACKET_BYTES);
    send(5);

    assertThat(link.overflows()).isEqualTo(2);
  }

  @Test
  void aChangeOfRateConcernsThePacketUnderWayToo() {
    link.rateBps(1_000_000);
    send(2);
    simulation.atSeconds(0.005, () -> link.rateBps(100_000));
    simulation.runUntilSeconds(1);

    // Half of the first packet takes ten times as long.
    assertThat(arrivals).containsExactly(55.0, 155.0);
  }

  @Test
  void aRateOfZeroHoldsPacketsUntilThereIsOneAgain() {
    link.rateBps(1_000_000);
    send(2);
    simulation.atSeconds(0.005, () -> link.rateBps(0));
    simulation.atSeconds(2, () -> link.rateBps(1_000_000));
    simulation.runUntilSeconds(3);

    assertThat(arrivals).containsExactly(2005.0, 2015.0);
  }

  @Test
  void whatIsUnderWayWhileTheLinkIsDownIsLost() {
    link.rateBps(1_000_000);
    send(3);
    simulation.atSeconds(0.015, () -> link.down(true));
    simulation.atSeconds(0.025, () -> link.down(false));
    simulation.runUntilSeconds(1);

    assertThat(order).containsExactly(0, 2);
    assertThat(link.losses()).isEqualTo(1);
  }

  @Test
  void randomLossLosesItsShare() {
    link.loss(0.1);
    send(20_000);

    assertThat(order.size() / 20_000.0).isCloseTo(0.9, within(0.01));
  }

  @Test
  void lossInRunsLosesTheSameShareInFewerPlaces() {
    link.lossInRuns(0.1, 5);
    send(50_000);

    int runs = 0;
    for (int i = 1; i < order.size(); i++) {
      runs += order.get(i) > order.get(i - 1) + 1 ? 1 : 0;
    }
    assertThat(order.size() / 50_000.0).isCloseTo(0.9, within(0.02));
    assertThat((50_000.0 - order.size()) / runs).isCloseTo(5, within(0.5));
  }

  @Test
  void jitterDelaysPacketsAndKeepsTheirOrder() {
    link.delayMillis(10).jitterMillis(30);
    for (int i = 0; i < 100; i++) {
      simulation.atSeconds(i * 0.002, this::send);
    }
    simulation.runUntilSeconds(1);

    assertThat(order).hasSize(100).isSorted();
    assertThat(arrivals).isSorted();
    assertThat(arrivals.getLast()).isGreaterThan(208 + 1);
  }

  @Test
  void jitterReordersWhereItMay() {
    link.jitterMillis(30).reordering(true);
    for (int i = 0; i < 100; i++) {
      simulation.atSeconds(i * 0.002, this::send);
    }
    simulation.runUntilSeconds(1);

    assertThat(order).hasSize(100);
    assertThat(order).isNotEqualTo(order.stream().sorted().toList());
  }
}

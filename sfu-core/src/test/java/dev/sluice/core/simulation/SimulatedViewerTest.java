package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.session.SessionStatistics;
import org.junit.jupiter.api.Test;

/** Whether the server understands of its path what a simulated viewer tells it. */
class SimulatedViewerTest {

  private final Scenario scenario = new Scenario("viewer", 31);
  private final SimulatedPublisher publisher =
      scenario
          .publisher()
          .withCamera(SimulatedCamera.single(1_000_000), true)
          .withMicrophone(false);
  private final Link down = scenario.link().delayMillis(40);
  private final SimulatedViewer viewer =
      scenario.viewer(down, scenario.link().delayMillis(20)).play(publisher);

  private SessionStatistics afterSeconds(double seconds) {
    scenario.runUntil(seconds);
    return viewer.control().statistics();
  }

  @Test
  void theServerMeasuresTheRoundTripByItsReports() {
    assertThat(afterSeconds(5).roundTripMillis()).isCloseTo(60, within(0.5));
  }

  @Test
  void withoutLossItsFeedbackTellsOfEveryPacketAndOfNoLoss() {
    SessionStatistics statistics = afterSeconds(20);

    assertThat(statistics.transportCcPacketsLost()).isZero();
    assertThat(statistics.rtpPacketsSent() - statistics.transportCcPacketsReceived())
        .isLessThan(40);
  }

  @Test
  void itsFeedbackTellsTheShareThatIsLost() {
    down.loss(0.05);
    SessionStatistics statistics = afterSeconds(60);

    double lost = statistics.transportCcPacketsLost();
    assertThat(lost / (lost + statistics.transportCcPacketsReceived()))
        .isCloseTo(0.05, within(0.01));
  }

  @Test
  void thePublishersWholeBitrateIsOfUse() {
    scenario.runUntil(20);

    // 1 Mbit/s of video and 32 kbit/s of audio, with up to 80 bytes of headers a packet.
    assertThat(scenario.measured(0).usedKbps(2, 20)).isBetween(1_050.0, 1_180.0);
  }
}

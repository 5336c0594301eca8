package dev.sluice.core.simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a publisher's network and its encoders do to a viewer who has all the bandwidth it wants.
 */
class PublisherScenarioTest {

  private static final long TOP_BPS = 2_500_000;
  private static final int TOP = 2;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void lossBeforeTheServerIsRepairedForTheViewerToo(long seed) {
    Scenario scenario = new Scenario("publisher-loss-5-percent-" + seed, seed);
    Link up = scenario.link().delayMillis(30);
    SimulatedPublisher publisher =
        scenario
            .publisher(up, scenario.link().delayMillis(30))
            .withCamera(SimulatedCamera.single(TOP_BPS), true);
    scenario
        .viewer(scenario.link().delayMillis(30), scenario.link().delayMillis(30))
        .play(publisher);
    // Once all temporal layers pass: what was lost of one that doesn't comes back for nobody.
    scenario.at(2, () -> up.loss(0.05)).runUntil(60);

    ViewerMeasurements viewer = scenario.measured(0);
    scenario
        .written(
            new Goals()
                .atLeast("frames on time", viewer.shareOfFramesOnTime(2, 60), 0.95)
                .atMost("freezes", viewer.video().freezes(0, 60), 0))
        .assertMet();
  }

  @Test
  void aLayerThatItsPublisherStops() {
    Scenario scenario = new Scenario("publisher-stops-the-top-layer", 21);
    SimulatedPublisher publisher =
        scenario.publisher().withCamera(SimulatedCamera.simulcast(TOP_BPS), true);
    scenario
        .viewer(scenario.link().delayMillis(30), scenario.link().delayMillis(30))
        .play(publisher);
    scenario
        .at(10, () -> publisher.camera().stop(TOP, true))
        .at(20, () -> publisher.camera().stop(TOP, false))
        .runUntil(30);

    PictureLog video = scenario.measured(0).video();
    scenario
        .written(
            new Goals()
                .atMost("longest gap when it stops, ms", video.longestGapMillis(9.5, 15), 500)
                .atMost("seconds back to it", video.secondsToLayer(TOP, 20), 3)
                .atMost("freezes when it comes back", video.freezes(19, 30), 0))
        .assertMet();
  }
}

package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What loss and outages do to picture and sound where there is bandwidth enough. */
class LossRecoveryScenarioTest {

  private static final long BITRATE_BPS = 2_500_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void fivePercentOfRandomLossIsRepairedInTimeAndCostsNoBitrate(int roundTripMillis) {
    Runs.of(
            5,
            "loss-5-percent-rtt-" + roundTripMillis,
            scenario -> fivePercent(roundTripMillis, scenario))
        .assertReached();
  }

  private static Goals fivePercent(int roundTripMillis, Scenario scenario) {
    SimulatedPublisher publisher =
        scenario
            .publisher()
            .withCamera(SimulatedCamera.single(BITRATE_BPS), true)
            .withMicrophone(false);
    long delayMillis = roundTripMillis / 2;
    scenario
        .viewer(
            scenario.link().delayMillis(delayMillis).loss(0.05),
            scenario.link().delayMillis(delayMillis))
        .play(publisher);
    scenario.viewer(scenario.link(), scenario.link()).play(publisher);
    scenario.runUntil(60);

    ViewerMeasurements viewer = scenario.measured(0);
    double withoutLossKbps = scenario.measured(1).usedKbps(2, 60);
    return scenario.written(
        new Goals()
            .atLeast("frames on time", viewer.shareOfFramesOnTime(2, 60), 0.95)
            .atMost("freezes", viewer.video().freezes(0, 60), 0)
            .atLeast("bitrate kept", viewer.usedKbps(2, 60) / withoutLossKbps, 0.9)
            .atMost("audio concealed", viewer.audio().concealedShare(), 0.02));
  }

  /**
   * Once loss is known and the viewer's playout delay has grown, hardly any picture stops; when it
   * begins, one in fifty does, where a packet and both of its repairs get lost.
   */
  @Test
  void thePictureSeldomStopsWhenLossBegins() {
    int networks = 100;
    int frozen = 0;
    for (int seed = 1; seed <= networks; seed++) {
      Scenario scenario = new Scenario("loss-begins", seed);
      SimulatedPublisher publisher =
          scenario.publisher().withCamera(SimulatedCamera.single(BITRATE_BPS), false);
      Link down = scenario.link().delayMillis(30);
      Link up = scenario.link().delayMillis(30);
      scenario.viewer(down, up).play(publisher);
      scenario
          .at(
              3,
              () -> {
                down.loss(0.05);
                up.loss(0.05);
              })
          .runUntil(6);
      frozen += scenario.measured(0).video().freezes(3, 6) > 0 ? 1 : 0;
    }
    assertThat(frozen).isLessThanOrEqualTo(networks / 20);
  }

  /** What a viewer asks for would come a fifth of a second later. */
  @Test
  void onALongPathMostOfWhatIsLostIsRestoredByParity() {
    Runs.of("loss-5-percent-rtt-200", LossRecoveryScenarioTest::longPath).assertReached();
  }

  private static Goals longPath(Scenario scenario) {
    SimulatedPublisher publisher =
        scenario.publisher().withCamera(SimulatedCamera.single(BITRATE_BPS), true);
    scenario
        .viewer(
            scenario.link().delayMillis(100).loss(0.05),
            scenario.link().delayMillis(100).loss(0.05))
        .play(publisher);
    scenario.runUntil(60);

    ViewerMeasurements viewer = scenario.measured(0);
    return scenario.written(
        new Goals()
            .atLeast("frames on time", viewer.shareOfFramesOnTime(5, 60), 0.95)
            .atMost("freezes", viewer.video().freezes(5, 60), 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void redundantAudioOutlastsTenPercentOfLossOnALongPath(long seed) {
    Scenario scenario = new Scenario("audio-red-loss-10-percent-" + seed, seed);
    SimulatedPublisher publisher = scenario.publisher().withMicrophone(true);
    scenario
        .viewer(scenario.link().delayMillis(100).loss(0.1), scenario.link().delayMillis(100))
        .play(publisher);
    scenario.runUntil(60);

    AudioReceiver audio = scenario.measured(0).audio();
    scenario
        .written(new Goals().atMost("audio concealed", audio.concealedShare(), 0.02))
        .assertMet();
    assertThat(audio.expected()).isGreaterThan(2_900);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void plainAudioIsMadeRedundantForAViewerWhoLosesIt(long seed) {
    Scenario scenario = new Scenario("audio-red-added-loss-10-percent-" + seed, seed);
    SimulatedPublisher publisher = scenario.publisher().withMicrophone(false);
    scenario
        .viewer(scenario.link().delayMillis(100).loss(0.1), scenario.link().delayMillis(100))
        .play(publisher);
    scenario.runUntil(60);

    AudioReceiver audio = scenario.measured(0).audio();
    scenario
        .written(new Goals().atMost("audio concealed", audio.concealedShare(), 0.02))
        .assertMet();
    assertThat(audio.expected()).isGreaterThan(2_900);
  }

  @Test
  void aBurstOfLoss() {
    Runs.of("loss-burst-20-percent", LossRecoveryScenarioTest::burst).assertReached();
  }

  private static Goals burst(Scenario scenario) {
    SimulatedPublisher publisher =
        scenario.publisher().withCamera(SimulatedCamera.single(BITRATE_BPS), true);
    Link down = scenario.link().delayMillis(30);
    scenario.viewer(down, scenario.link().delayMillis(30)).play(publisher);
    scenario.at(10, () -> down.loss(0.2)).at(12, () -> down.loss(0)).runUntil(20);

    PictureLog video = scenario.measured(0).video();
    return scenario.written(
        new Goals()
            .atLeast("frames/s during the burst", video.framesPerSecond(10, 12), 24)
            .atMost("freezes", video.freezes(0, 20), 0));
  }

  @Test
  void thePictureIsBackAtOnceAfterAnOutage() {
    outage(2_500).assertMet();
  }

  /** So few packets are missing afterwards that a viewer asks for all of them, not a keyframe. */
  @Test
  void thePictureOfANarrowStreamIsBackAtOnceTooAfterAnOutage() {
    outage(300).assertMet();
  }

  private static Goals outage(int kbps) {
    Scenario scenario = new Scenario("outage-at-" + kbps + "-kbps", 4);
    SimulatedPublisher publisher =
        scenario.publisher().withCamera(SimulatedCamera.single(kbps * 1_000L), true);
    Link down = scenario.link().delayMillis(10);
    Link up = scenario.link().delayMillis(10);
    scenario.viewer(down, up).play(publisher);
    scenario
        .at(
            10,
            () -> {
              down.down(true);
              up.down(true);
            })
        .at(
            15,
            () -> {
              down.down(false);
              up.down(false);
            })
        .runUntil(25);
    return afterOutage(scenario, 200);
  }

  /**
   * The queue's old packets are a picture at once, but what comes next is missing. And as they come
   * five seconds late, the viewer holds all that follows for as long as it ever does, half a
   * second.
   */
  @Test
  void anOutageThatHoldsPacketsBack() {
    Scenario scenario = new Scenario("outage-held", 5);
    SimulatedPublisher publisher =
        scenario.publisher().withCamera(SimulatedCamera.single(BITRATE_BPS), true);
    Link down = scenario.link().delayMillis(10).rateBps(8_000_000);
    scenario.viewer(down, scenario.link().delayMillis(10)).play(publisher);
    scenario.at(10, () -> down.rateBps(0)).at(15, () -> down.rateBps(8_000_000)).runUntil(25);

    afterOutage(scenario, 200 + 500).assertMet();
  }

  private static Goals afterOutage(Scenario scenario, double maxGapMillis) {
    PictureLog video = scenario.measured(0).video();
    return scenario.written(
        new Goals()
            .atMost("seconds to a picture", video.secondsToPicture(15), 0.1)
            .atMost("longest gap after that, ms", video.longestGapMillis(15.1, 25), maxGapMillis)
            .atLeast("frames/s afterwards", video.framesPerSecond(16, 25), 29));
  }
}

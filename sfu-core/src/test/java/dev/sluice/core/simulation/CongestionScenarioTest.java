package dev.sluice.core.simulation;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulcast of three layers on links too narrow for the top one, or shared with others. */
class CongestionScenarioTest {

  private static final long TOP_BPS = 2_500_000;
  private static final int TOP = 2;

  private static SimulatedPublisher simulcast(Scenario scenario) {
    return scenario
        .publisher()
        .withCamera(SimulatedCamera.simulcast(TOP_BPS), true)
        .withMicrophone(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void coldStart(int roundTripMillis) {
    Runs.of("cold-start-rtt-" + roundTripMillis, scenario -> coldStart(roundTripMillis, scenario))
        .assertReached();
  }

  private static Goals coldStart(int roundTripMillis, Scenario scenario) {
    SimulatedPublisher publisher = simulcast(scenario);
    SimulatedViewer viewer =
        scenario.viewer(
            scenario.link().rateBps(5_000_000).delayMillis(roundTripMillis / 2),
            scenario.link().delayMillis(roundTripMillis / 2));
    scenario.at(2, () -> viewer.play(publisher)).runUntil(20);

    PictureLog video = scenario.measured(0).video();
    return scenario.written(
        new Goals()
            .atMost("seconds to the top layer", video.secondsToLayer(TOP, 2), 1.5)
            .atMost("freezes", video.freezes(2, 20), 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void theLinkFallsAndRecovers(int roundTripMillis) {
    Runs.of(
            "fall-and-recovery-rtt-" + roundTripMillis,
            scenario -> fallAndRecovery(roundTripMillis, scenario))
        .assertReached();
  }

  private static Goals fallAndRecovery(int roundTripMillis, Scenario scenario) {
    SimulatedPublisher publisher = simulcast(scenario);
    Link down = scenario.link().rateBps(3_000_000).delayMillis(roundTripMillis / 2);
    scenario.viewer(down, scenario.link().delayMillis(roundTripMillis / 2)).play(publisher);
    scenario.at(15, () -> down.rateBps(500_000)).at(45, () -> down.rateBps(3_000_000)).runUntil(70);

    ViewerMeasurements viewer = scenario.measured(0);
    PictureLog video = viewer.video();
    return scenario.written(
        new Goals()
            .atMost("seconds until off the top layer", video.secondsBelowLayer(TOP, 15), 1.2)
            .atMost("freezes when it falls", video.freezes(15, 20), 1)
            // About as long as the full queue, the round trip and a keyframe take.
            .atMost("longest gap when it falls, ms", video.longestGapMillis(15, 20), 500)
            .inShareOfRuns(0.6)
            .atMost("seconds until the queue is back", viewer.secondsUntilQueueBelow(30, 15), 2)
            .atLeast("kbit/s used in the 10 s after", viewer.usedKbps(17, 27), 425)
            .atLeast("frames/s in the 10 s after", video.framesPerSecond(17, 27), 24)
            .atMost("seconds back to the top layer", video.secondsToLayer(TOP, 45), 3)
            .atMost("layer changes once back", video.layerChanges(48, 70), 0)
            .atMost("freezes once recovered", video.freezes(45, 70), 0)
            .atMost("audio concealed", viewer.audio().concealedShare(), 0.01));
  }

  @Test
  void aMinuteOnOneMegabit() {
    Runs.of("steady-1-megabit", scenario -> steady(1, 60, scenario)).assertReached();
  }

  @Test
  void tenMinutesOnOneMegabitWithFourPublishers() {
    Runs.of(5, "steady-1-megabit-4-publishers", scenario -> steady(4, 600, scenario))
        .assertReached();
  }

  private static Goals steady(int publishers, double seconds, Scenario scenario) {
    SimulatedViewer viewer =
        scenario.viewer(
            scenario.link().rateBps(1_000_000).delayMillis(30), scenario.link().delayMillis(30));
    for (int i = 0; i < publishers; i++) {
      viewer.play(simulcast(scenario));
    }
    scenario.runUntil(seconds);

    ViewerMeasurements measured = scenario.measured(0);
    int freezes = 0;
    double changes = 0;
    for (int i = 0; i < publishers; i++) {
      freezes += measured.video(i).freezes(2, seconds);
      changes = Math.max(changes, measured.video(i).layerChangesPerMinute(5, seconds));
    }
    return scenario.written(
        new Goals()
            .atLeast("share of the link used", measured.shareOfLinkUsed(5, seconds), 0.85)
            .atMost("freezes", freezes, 0)
            .inShareOfRuns(0.8)
            .atMost("layer changes a minute", changes, 6)
            .atMost("audio concealed", measured.audio().concealedShare(), 0.005));
  }

  @Test
  void twoViewersBehindOneLink() {
    Runs.of("two-viewers-one-link", CongestionScenarioTest::twoViewers).assertReached();
  }

  private static Goals twoViewers(Scenario scenario) {
    SimulatedPublisher publisher = simulcast(scenario);
    Link down = scenario.link().rateBps(2_000_000).delayMillis(30);
    SimulatedViewer first = scenario.viewer(down, scenario.link().delayMillis(30));
    SimulatedViewer second = scenario.viewer(down, scenario.link().delayMillis(30));
    first.play(publisher);
    scenario.at(5, () -> second.play(publisher)).runUntil(65);

    Goals goals = new Goals();
    double used = 0;
    for (int i = 0; i < 2; i++) {
      ViewerMeasurements viewer = scenario.measured(i);
      used += viewer.shareOfLinkUsed(15, 65);
    }
    for (int i = 0; i < 2; i++) {
      ViewerMeasurements viewer = scenario.measured(i);
      double share = viewer.shareOfLinkUsed(15, 65) / used;
      double changes = viewer.video().layerChangesPerMinute(15, 65);
      goals
          .atLeast("share of " + viewer.name(), share, 0.4)
          .atMost("share of " + viewer.name(), share, 0.6)
          .atMost("freezes of " + viewer.name(), viewer.video().freezes(15, 65), 0)
          .atMost("layer changes a minute of " + viewer.name(), changes, 6)
          .inShareOfRuns(0.7)
          .atMost("audio concealed of " + viewer.name(), viewer.audio().concealedShare(), 0.01);
    }
    return scenario.written(goals.atLeast("share of the link used", used, 0.85).inShareOfRuns(0.7));
  }

  @Test
  void besideTwoDownloads() {
    Runs.of("beside-two-downloads", CongestionScenarioTest::twoDownloads).assertReached();
  }

  private static Goals twoDownloads(Scenario scenario) {
    long rateBps = 4_000_000;
    double fairKbps = rateBps / 3e3;
    SimulatedPublisher publisher = simulcast(scenario);
    Link down = scenario.link().rateBps(rateBps).delayMillis(30);
    scenario.viewer(down, scenario.link().delayMillis(30)).play(publisher);
    scenario
        .at(10, () -> scenario.download(down, 30))
        .at(10.5, () -> scenario.download(down, 30))
        .runUntil(90);

    ViewerMeasurements viewer = scenario.measured(0);
    return scenario.written(
        new Goals()
            .atLeast("viewer's share of what is fair", viewer.usedKbps(20, 90) / fairKbps, 0.25)
            .inShareOfRuns(0.7)
            .atLeast("first download's", scenario.flowKbps(0, 20, 90) / fairKbps, 0.25)
            .atLeast("second download's", scenario.flowKbps(1, 20, 90) / fairKbps, 0.25)
            .atMost("audio concealed", viewer.audio().concealedShare(), 0.02));
  }

  /** What is known of the link is old when the viewer goes on: nothing was sent meanwhile. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLinkNarrowsDuringASilence(boolean withSound) {
    Runs.of(
            "narrows-in-silence" + (withSound ? "-with-sound" : ""),
            scenario -> narrowsInSilence(withSound, scenario))
        .assertReached();
  }

  private static Goals narrowsInSilence(boolean withSound, Scenario scenario) {
    silence(withSound, 3_000_000, 500_000, scenario);
    ViewerMeasurements viewer = scenario.measured(0);
    PictureLog video = viewer.video();
    Goals goals = new Goals();
    if (withSound) {
      goals.atMost("audio concealed", viewer.audio().concealedShare(), 0.01);
    }
    return scenario.written(
        goals
            .atMost("seconds to a picture", video.secondsToPicture(30), 0.5)
            .atMost("freezes", video.freezes(30.5, 35), 1)
            .atMost("longest gap, ms", video.longestGapMillis(30.5, 35), 500)
            .atMost("seconds until the queue is back", viewer.secondsUntilQueueBelow(30, 30.5), 2)
            .atLeast("kbit/s used in the 10 s after", viewer.usedKbps(32, 42), 425)
            .inShareOfRuns(0.6)
            .atLeast("frames/s in the 10 s after", video.framesPerSecond(32, 42), 24));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLinkWidensDuringASilence(boolean withSound) {
    Runs.of(
            "widens-in-silence" + (withSound ? "-with-sound" : ""),
            scenario -> widensInSilence(withSound, scenario))
        .assertReached();
  }

  private static Goals widensInSilence(boolean withSound, Scenario scenario) {
    silence(withSound, 500_000, 3_000_000, scenario);
    PictureLog video = scenario.measured(0).video();
    return scenario.written(
        new Goals()
            .atMost("seconds to a picture", video.secondsToPicture(30), 0.5)
            .atMost("seconds to the top layer", video.secondsToLayer(TOP, 30), 3)
            .atMost("layer changes once there", video.layerChanges(33, 50), 0)
            .atMost("freezes", video.freezes(30.5, 50), 0));
  }

  /** From 15 s to 30 s nothing plays; the link changes in the middle of that. */
  private static void silence(boolean withSound, long beforeBps, long afterBps, Scenario scenario) {
    SimulatedPublisher publisher = simulcast(scenario);
    Link down = scenario.link().rateBps(beforeBps).delayMillis(30);
    SimulatedViewer viewer = scenario.viewer(down, scenario.link().delayMillis(30));
    viewer.play(publisher);
    scenario
        .at(15, () -> viewer.pause(withSound))
        .at(22, () -> down.rateBps(afterBps))
        .at(30, viewer::resume)
        .runUntil(50);
  }

  /** Nobody is shown the speaker's camera before, so that only its least layer is kept ready. */
  @Test
  void theSpeakerAmongFortyNine() {
    Runs.of("49-tiles", CongestionScenarioTest::speaker).assertReached();
  }

  private static Goals speaker(Scenario scenario) {
    int speaker = 40;
    SimulatedRoom room = new SimulatedRoom(9);
    List<SimulatedPublisher> publishers = new ArrayList<>();
    for (int i = 0; i < 49; i++) {
      SimulatedPublisher publisher =
          scenario
              .publisher(scenario.link().delayMillis(30), scenario.link().delayMillis(30))
              .withCamera(SimulatedCamera.simulcast(TOP_BPS), true)
              .withMicrophone(false);
      publisher.microphone().speak(i == 0);
      publishers.add(publisher);
      room.join(publisher);
    }
    room.join(
        scenario.viewer(
            scenario.link().rateBps(10_000_000).delayMillis(30), scenario.link().delayMillis(30)));
    // At another moment between two packets of sound, and between two pictures, in each run.
    double firstWord = 8 + scenario.seed() * 7e-3;
    scenario
        .at(3, () -> handOver(publishers, 0, 20))
        .at(firstWord, () -> handOver(publishers, 20, speaker))
        .runUntil(11);

    PictureLog video = scenario.measured(0).video(speaker);
    return scenario.written(
        new Goals()
            .atMost("seconds until the speaker is seen", video.secondsToPicture(firstWord), 0.3)
            .atMost("freezes of the speaker", video.freezes(firstWord + 0.3, 11), 0));
  }

  private static void handOver(List<SimulatedPublisher> publishers, int from, int to) {
    publishers.get(from).microphone().speak(false);
    publishers.get(to).microphone().speak(true);
  }
}

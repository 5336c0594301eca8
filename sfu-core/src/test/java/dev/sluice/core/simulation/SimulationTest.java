package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

  @Test
  void eventsHappenInOrderOfTimeAndThenAsScheduled() {
    Simulation simulation = new Simulation();
    List<String> happened = new ArrayList<>();
    simulation.atSeconds(2, () -> happened.add("late"));
    simulation.atSeconds(1, () -> happened.add("first"));
    simulation.atSeconds(1, () -> happened.add("second"));
    simulation.runUntilSeconds(1.5);

    assertThat(happened).containsExactly("first", "second");
    assertThat(simulation.elapsedSeconds()).isEqualTo(1.5);
  }

  @Test
  void tasksOfTheLoopRunBeforeTheNextEvent() {
    Simulation simulation = new Simulation();
    List<String> happened = new ArrayList<>();
    simulation.atSeconds(
        1,
        () ->
            simulation
                .loop()
                .execute(
                    () -> {
                      happened.add("task");
                      simulation.loop().execute(() -> happened.add("task of the task"));
                    }));
    simulation.atSeconds(1, () -> happened.add("event"));
    simulation.runUntilSeconds(1);

    assertThat(happened).containsExactly("task", "task of the task", "event");
  }

  private static String chart(long seed) throws IOException {
    Scenario scenario = new Scenario("same-seed-same-result-" + seed, seed);
    SimulatedPublisher publisher =
        scenario
            .publisher()
            .withCamera(SimulatedCamera.single(1_000_000), true)
            .withMicrophone(true);
    Link down = scenario.link().rateBps(2_000_000).delayMillis(30).jitterMillis(20).loss(0.05);
    scenario.viewer(down, scenario.link().delayMillis(30)).play(publisher);
    scenario.at(2, () -> scenario.download(down, 30)).runUntil(10);
    scenario.written(new Goals());
    return Files.readString(
        Path.of("target", "simulation", "same-seed-same-result-" + seed + ".html"));
  }

  @Test
  void theSameSeedGivesTheSameResultToTheBit() throws IOException {
    String first = chart(1);

    assertThat(chart(1)).isEqualTo(first);
    assertThat(chart(2).replace("result-2", "result-1")).isNotEqualTo(first);
  }
}

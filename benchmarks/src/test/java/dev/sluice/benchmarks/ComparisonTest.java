package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which differences between two runs are told, and which are left to the noise. */
final class ComparisonTest {

  private static final List<Double> NO_BYTES = List.of(0.0, 0.0, 0.0, 0.0);

  private static Baseline run(List<Double> nanos, List<Double> bytes) {
    return new Baseline(
        "a machine", List.of(new Measurement("Some.benchmark", "n=1", nanos, bytes)));
  }

  private static List<Double> values(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static Verdict time(List<Double> before, List<Double> now) {
    return new Comparison(run(before, NO_BYTES), run(now, NO_BYTES)).lines().getFirst().time();
  }

  private static Verdict allocation(List<Double> before, List<Double> now) {
    List<Double> nanos = values(1, 1, 1);
    return new Comparison(run(nanos, before), run(nanos, now)).lines().getFirst().allocation();
  }

  @Test
  void aTimeAboveBothIntervalsIsSlower() {
    assertThat(time(values(100, 101, 99, 100), values(120, 121, 119, 120))).isEqualTo(Verdict.MORE);
  }

  @Test
  void aTimeBelowBothIntervalsIsFaster() {
    assertThat(time(values(120, 121, 119, 120), values(100, 101, 99, 100))).isEqualTo(Verdict.LESS);
  }

  @Test
  void meansThatLieWithinEachOthersNoiseAreTheSame() {
    assertThat(time(values(60, 140, 80, 120), values(90, 150, 110, 130))).isEqualTo(Verdict.SAME);
  }

  @Test
  void aCertainDifferenceOfLessThanFivePercentIsTheSame() {
    assertThat(time(values(100, 100, 100, 100), values(104, 104, 104, 104)))
        .isEqualTo(Verdict.SAME);
  }

  @Test
  void twoIterationsTellNothing() {
    assertThat(time(values(100, 100), values(200, 200))).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aTenthOfAByteIsNoAllocation() {
    assertThat(allocation(values(0, 0, 0), values(0.1, 0.1, 0.1))).isEqualTo(Verdict.SAME);
  }

  @Test
  void sixteenBytesWhereThereWereNoneAreMore() {
    assertThat(allocation(values(0, 0, 0), values(16, 16, 16))).isEqualTo(Verdict.MORE);
  }

  @Test
  void allocatingMoreCountsAsSlower() {
    List<Double> nanos = values(100, 100, 100);

    assertThat(new Comparison(run(nanos, values(0, 0, 0)), run(nanos, values(16, 16, 16))))
        .returns(true, Comparison::anySlower);
  }

  @Test
  void beingFasterIsNotBeingSlower() {
    assertThat(new Comparison(run(values(9, 9, 9), NO_BYTES), run(values(1, 1, 1), NO_BYTES)))
        .returns(false, Comparison::anySlower);
  }

  @Test
  void whatTheBaselineDidNotMeasureIsOnlyCounted() {
    Comparison comparison =
        new Comparison(new Baseline("a machine", List.of()), run(values(1, 1, 1), NO_BYTES));

    assertThat(comparison.lines()).isEmpty();
    assertThat(comparison.table()).contains("1 not in the baseline");
  }

  @Test
  void otherParametersAreAnotherBenchmark() {
    Baseline before =
        new Baseline(
            "a machine",
            List.of(new Measurement("Some.benchmark", "n=2", values(1, 1, 1), NO_BYTES)));

    assertThat(new Comparison(before, run(values(2, 2, 2), NO_BYTES)).lines()).isEmpty();
  }

  @Test
  void theTableNamesTheMachineAndWhatChanged() {
    Comparison comparison =
        new Comparison(
            run(values(100, 101, 99), values(16, 16, 16)),
            run(values(50, 51, 49), values(32, 32, 32)));

    assertThat(comparison.table())
        .contains("Compared with a machine")
        .contains("| Some.benchmark | n=1 | 100.0 | 50.0 | faster | 16 | 32 | **more** |");
  }

  @Test
  void aSavedRunIsReadBackAsItWas(@TempDir Path folder) throws IOException {
    Baseline saved = run(values(1.5, 2.25), values(0, 16));

    saved.save(folder.resolve("baseline.json"));

    assertThat(Baseline.read(folder.resolve("baseline.json"))).isEqualTo(saved);
  }
}

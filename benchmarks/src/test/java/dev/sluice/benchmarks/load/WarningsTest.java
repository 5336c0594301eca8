package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.load.LoadResult.GeneratorUsage;
import dev.sluice.benchmarks.load.LoadResult.Loss;
import dev.sluice.benchmarks.load.LoadResult.Picture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarningsTest {

  private static final Loss NONE = new Loss(120_000, 0, 0, 0, 0, 0);

  @Test
  void aGoodResultHasNone() {
    assertThat(Warnings.addTo(Results.good()).warnings()).isEmpty();
  }

  @Test
  void aBusyReceivingThreadIsTheLimitItself() {
    LoadResult result = with(Results.generator(0.95, 0, 0));

    assertThat(Warnings.isOwnLimit(result)).isTrue();
    assertThat(warnings(result)).singleElement().asString().contains("itself the limit", "95 %");
  }

  @Test
  void datagramsThatItsSocketsDroppedAreItsOwnFault() {
    LoadResult result = with(Results.generator(0.2, 0, 7));

    assertThat(Warnings.isOwnLimit(result)).isTrue();
    assertThat(warnings(result)).singleElement().asString().contains("itself the limit", "7");
  }

  @Test
  void aProcessorThatOthersHadIsTold() {
    LoadResult result = with(Results.generator(0.2, 0.3, 0));

    assertThat(Warnings.isOwnLimit(result)).isFalse();
    assertThat(warnings(result)).singleElement().asString().contains("Others had", "30 %");
  }

  @Test
  void packetsWithoutAPictureAreTold() {
    LoadResult good = Results.good();
    LoadResult blind =
        new LoadResult(
            good.startedAt(),
            good.load(),
            good.joins(),
            good.seconds(),
            good.packets(),
            good.bytes(),
            good.latency(),
            good.loss(),
            new Picture(0, 0, 0),
            good.proof(),
            good.server(),
            good.generator(),
            good.timeline(),
            good.warnings());

    assertThat(warnings(blind)).singleElement().asString().contains("no key frame");
  }

  @Test
  void limitsHoldForAGoodResult() {
    Limits limits = new Limits(Duration.ofMillis(4), 0);

    assertThat(limits.hold(Results.good(), 200)).isTrue();
    assertThat(limits.hold(Results.good(), 201)).isFalse();
  }

  @Test
  void limitsAreBrokenByLatencyByLossAndByStarvedViewers() {
    Limits limits = new Limits(Duration.ofMillis(4), 0);
    GeneratorUsage own = Results.generator(0.2, 0, 0);

    assertThat(limits.hold(Results.of(Results.latency(4_001), NONE, own), 200)).isFalse();
    assertThat(
            limits.hold(
                Results.of(Results.latency(100), new Loss(100, 1, 0.01, 0, 0, 0), own), 200))
        .isFalse();
    assertThat(
            limits.hold(Results.of(Results.latency(100), new Loss(100, 0, 0, 0, 0, 1), own), 200))
        .isFalse();
  }

  private static LoadResult with(GeneratorUsage own) {
    return Results.of(Results.latency(100), NONE, own);
  }

  private static List<String> warnings(LoadResult result) {
    return Warnings.addTo(result).warnings();
  }
}

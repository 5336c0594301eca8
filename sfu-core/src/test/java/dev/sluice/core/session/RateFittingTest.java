package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.WantedEncoding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A publisher sends with less what nobody's network carries whole. */
class RateFittingTest {

  private static final Map<String, Long> WHOLE_BPS =
      Map.of("q", 150_000L, "h", 500_000L, "f", 2_000_000L);
  private static final long ENOUGH_BPS = 10_000_000;

  private final World world = new World();
  private final TestPeer publisher = world.newPeer(world.newLoop());
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(world.newLoop());
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  /** By RID, 0 where there is none. */
  private final Map<String, Long> limits = new HashMap<>();

  private boolean heeds = true;
  private int told;

  private void listen() {
    publication.listenForDemand(this::onDemand);
    camera.run(1500);
  }

  private void onDemand(List<WantedEncoding> encodings) {
    told++;
    for (WantedEncoding encoding : encodings) {
      limits.put(encoding.rid(), encoding.limitBps());
      camera.setActive(encoding.rid(), encoding.active());
      if (heeds) {
        long limitBps = encoding.limitBps() == 0 ? ENOUGH_BPS : encoding.limitBps();
        camera.setBitrateBps(encoding.rid(), Math.min(limitBps, WHOLE_BPS.get(encoding.rid())));
      }
    }
  }

  private static void estimate(TestPeer viewer, long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  private Subscription join(long bps) {
    TestPeer other = world.newPeer(world.newLoop());
    Subscription subscription = other.session().subscribe(TestMedia.receivedVideo());
    estimate(other, bps);
    subscription.play(publication);
    return subscription;
  }

  private void watch(long bps) {
    estimate(viewer, bps);
    video.play(publication);
    camera.run(5000);
  }

  private LayerReport layer(Subscription of) {
    var asked = of.statistics();
    world.settle();
    return asked.join().layer();
  }

  @Test
  void whatIsTooMuchForTheOnlyViewerIsMadeToFit() {
    listen();
    watch(1_200_000);

    assertThat(limits.get("f")).isBetween(900_000L, 1_200_000L);
    assertThat(layer(video).playingRid()).isEqualTo("f");
    assertThat(layer(video).temporalLayer()).isEqualTo(2);
  }

  @Test
  void itFollowsTheNetwork() {
    listen();
    watch(1_200_000);

    estimate(viewer, 900_000);
    camera.run(3000);
    assertThat(limits.get("f")).isBetween(700_000L, 900_000L);
    assertThat(layer(video).playingRid()).isEqualTo("f");

    estimate(viewer, ENOUGH_BPS);
    camera.run(5000);
    assertThat(limits.get("f")).isZero();
    assertThat(layer(video).playingRid()).isEqualTo("f");
  }

  @Test
  void nothingIsLimitedThatSomebodyCanHaveWhole() {
    listen();
    Subscription other = join(ENOUGH_BPS);
    watch(900_000);

    assertThat(limits.getOrDefault("f", 0L)).isZero();
    assertThat(layer(video).playingRid()).isEqualTo("h");
    assertThat(layer(other).playingRid()).isEqualTo("f");
  }

  @Test
  void ofTwoWhoAreNearlyAlikeNeitherIsLeftBehind() {
    listen();
    Subscription other = join(1_300_000);
    watch(1_200_000);

    assertThat(layer(video).playingRid()).isEqualTo("f");
    assertThat(layer(other).playingRid()).isEqualTo("f");
  }

  @Test
  void whoseNetworkIsFarTooNarrowDoesNotSpoilItForTheOther() {
    listen();
    Subscription other = join(400_000);
    watch(1_800_000);

    assertThat(limits.get("f")).isGreaterThan(1_300_000);
    assertThat(layer(video).playingRid()).isEqualTo("f");
    assertThat(layer(other).playingRid()).isEqualTo("h");
  }

  @Test
  void whatIsNotWorthItsSizeAnyMoreIsNotPlayed() {
    listen();
    watch(600_000);

    assertThat(layer(video).playingRid()).isEqualTo("h");
  }

  @Test
  void theEncodingBelowIsMadeToFitAsWell() {
    listen();
    watch(400_000);

    assertThat(limits.get("h")).isBetween(280_000L, 400_000L);
  }

  @Test
  void whoWantsSmallPicturesLimitsNoLargeOnes() {
    listen();
    estimate(viewer, 300_000);
    video.prefer(new ReceivePreferences("", 9, 300, 168, 1));
    video.play(publication);
    camera.run(5000);

    assertThat(limits.getOrDefault("f", 0L)).isZero();
  }

  @Test
  void whoHasGoneLimitsNothing() {
    listen();
    watch(1_200_000);
    join(ENOUGH_BPS).prefer(new ReceivePreferences("", 9, 300, 168, 1));

    viewer.session().close();
    camera.run(3000);

    assertThat(limits.get("f")).isZero();
  }

  @Test
  void whoHasPausedLimitsNothing() {
    listen();
    watch(1_200_000);
    Subscription other = join(ENOUGH_BPS);

    video.pause();
    camera.run(5000);

    assertThat(limits.get("f")).isZero();
    assertThat(layer(other).playingRid()).isEqualTo("f");
  }

  @Test
  void aPublisherWhoDoesNotHeedLimitsIsNotReckonedWith() {
    heeds = false;
    listen();
    watch(900_000);
    camera.run(20_000);
    told = 0;
    camera.run(20_000);

    assertThat(layer(video).playingRid()).isEqualTo("h");
    assertThat(told).isZero();
  }

  @Test
  void anEstimateThatWaversALittleIsNotPassedOn() {
    listen();
    watch(1_200_000);
    told = 0;
    for (int i = 0; i < 50; i++) {
      estimate(viewer, 1_200_000 + (i % 3 - 1) * 20_000);
      camera.run(200);
    }

    assertThat(told).isLessThan(5);
  }
}

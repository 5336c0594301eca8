package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.PauseReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.ReceivePreferences;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A viewer can be told which quality it gets, and why. */
class LayerNewsTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());
  private final List<LayerReport> told = new ArrayList<>();
  private SubscriptionStatistics last;

  LayerNewsTest() {
    video.listenForLayers(
        now -> {
          told.add(now.layer());
          last = now;
        });
  }

  private void estimate(long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  private void watch() {
    estimate(10_000_000);
    video.play(publication);
    camera.run(3000);
  }

  @Test
  void nothingToPlayIsSaid() {
    camera.run(300);

    assertThat(told).extracting(LayerReport::reason).containsExactly(LayerReason.NO_SOURCE);
    assertThat(told.getFirst().playing()).isFalse();
  }

  @Test
  void eachChangeIsToldOnce() {
    watch();
    told.clear();
    camera.run(5000);
    assertThat(told).isEmpty();

    video.prefer(new ReceivePreferences("h", 9, 0, 0, 1));
    camera.run(1000);

    LayerReport last = told.getLast();
    assertThat(last.playingRid()).isEqualTo("h");
    assertThat(last.reason()).isEqualTo(LayerReason.PREFERENCE);
    assertThat(last.width()).isEqualTo(640);
    assertThat(told).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void whichKeyFrameIsAwaitedAndForHowLongIsSaid() {
    watch();
    camera.answerKeyFrameRequests(false);
    video.prefer(new ReceivePreferences("h", 9, 0, 0, 1));
    camera.run(2000);

    LayerReport report = statistics();
    assertThat(report.playingRid()).isEqualTo("f");
    assertThat(report.rid()).isEqualTo("h");
    assertThat(report.waiting().rid()).isEqualTo("h");
    assertThat(report.waiting().millis()).isBetween(1800L, 2000L);
    assertThat(told.getLast().waiting().rid()).isEqualTo("h");
  }

  @Test
  void sinceWhenTheReasonHoldsIsSaid() {
    watch();
    video.prefer(new ReceivePreferences("h", 9, 0, 0, 1));
    camera.run(4000);

    assertThat(statistics().sinceMillis()).isBetween(3800L, 4000L);
  }

  @Test
  void whoHoldsItBackIsSaid() {
    watch();
    video.pause(PauseReason.LAST_N);
    camera.run(500);
    assertThat(told.getLast().reason()).isEqualTo(LayerReason.LAST_N);
    assertThat(told.getLast().playing()).isFalse();
    assertThat(told.getLast().waiting()).isNull();

    video.pause(PauseReason.VIEWER);
    camera.run(500);
    assertThat(told.getLast().reason()).isEqualTo(LayerReason.PAUSED_BY_VIEWER);

    video.pause(PauseReason.PUBLISHER);
    camera.run(500);
    assertThat(told.getLast().reason()).isEqualTo(LayerReason.PAUSED_BY_PUBLISHER);
  }

  @Test
  void aNetworkTooNarrowForAnythingIsSaid() {
    watch();
    estimate(20_000);
    camera.run(1000);

    assertThat(told.getLast().reason()).isEqualTo(LayerReason.NO_BANDWIDTH);
    assertThat(told.getLast().playing()).isFalse();
    assertThat(told.getLast().waiting()).isNull();
  }

  @Test
  void whatTheNetworkCarriesIsSaidWithTheQualityThatItAllows() {
    watch();
    estimate(250_000);
    camera.run(1000);

    assertThat(told.getLast().reason()).isEqualTo(LayerReason.BANDWIDTH);
    assertThat(told.getLast().estimateBps()).isEqualTo(250_000);
    assertThat(told.getLast().estimateLimit()).isEqualTo(EstimateLimit.REMB);
  }

  @Test
  void anEstimateThatChangesNothingIsNoNews() {
    watch();
    told.clear();

    for (long bps = 9_000_000; bps > 5_000_000; bps -= 1_000_000) {
      estimate(bps);
      camera.run(500);
    }

    assertThat(told).isEmpty();
  }

  @Test
  void whatWasDroppedIsSaidWithAChange() {
    camera.answerKeyFrameRequests(false);
    estimate(10_000_000);
    camera.run(1000);
    video.play(publication);
    camera.run(1000);
    camera.answerKeyFrameRequests(true);
    camera.run(2000);

    assertThat(last.layer().playing()).isTrue();
    assertThat(last.drops().get(DropReason.WAITING_FOR_KEYFRAME)).isPositive();
    assertThat(last.drops()).isEqualTo(drops());
  }

  private Map<DropReason, Long> drops() {
    var asked = video.statistics();
    world.settle();
    return asked.join().drops();
  }

  private LayerReport statistics() {
    var asked = video.statistics();
    world.settle();
    return asked.join().layer();
  }
}

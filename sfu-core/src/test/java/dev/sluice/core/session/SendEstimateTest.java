package dev.sluice.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.PauseReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionCounts;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.rtp.MediaKind;
import org.junit.jupiter.api.Test;

/** How viewers fare just now, in few numbers. */
class SendEstimateTest {

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestPeer publisher = world.newPeer(loop);
  private final SimulcastCamera camera = new SimulcastCamera(world, publisher);
  private final Publication publication = publisher.session().publish(camera.parameters());
  private final TestPeer viewer = world.newPeer(loop);
  private final Subscription video = viewer.session().subscribe(TestMedia.receivedVideo());

  private void estimate(long bps) {
    viewer.sendRtcp(writer -> writer.bitrateEstimate(1, bps, new int[] {5000}, 1));
  }

  private SubscriptionCounts counts() {
    return viewer.session().totals().subscriptions();
  }

  @Test
  void whatALinkCarriesIsShownWithWhatLimitsIt() {
    video.play(publication);
    camera.run(1000);
    assertThat(viewer.session().totals().estimate())
        .hasValueSatisfying(
            estimate -> {
              assertThat(estimate.limit()).isEqualTo(EstimateLimit.START);
              assertThat(estimate.isMeasured()).isFalse();
            });

    estimate(300_000);

    assertThat(viewer.session().totals().estimate())
        .hasValueSatisfying(
            estimate -> {
              assertThat(estimate.bps()).isEqualTo(300_000);
              assertThat(estimate.limit()).isEqualTo(EstimateLimit.REMB);
              assertThat(estimate.isMeasured()).isTrue();
            });
  }

  @Test
  void whoIsSentNothingHasNoEstimate() {
    world.settle();

    assertThat(publisher.session().totals().estimate()).isEmpty();
  }

  @Test
  void aViewerWhoGetsAllThatIsPublishedIsNotNarrowed() {
    estimate(10_000_000);
    video.play(publication);
    camera.run(3000);

    assertThat(counts().get(MediaKind.VIDEO, SubscriptionState.FORWARDING)).isEqualTo(1);
    assertThat(counts().get(MediaKind.VIDEO, LayerReason.BEST)).isEqualTo(1);
    assertThat(counts().narrowed()).isZero();
  }

  @Test
  void aViewerWhoseNetworkIsTooNarrowForMoreIsNarrowed() {
    estimate(400_000);
    video.play(publication);
    camera.run(3000);

    assertThat(counts().get(MediaKind.VIDEO, LayerReason.BANDWIDTH)).isEqualTo(1);
    assertThat(counts().narrowed()).isEqualTo(1);
  }

  @Test
  void oneThatIsHeldBackIsCountedByWhatHoldsIt() {
    estimate(20_000);
    video.play(publication);
    camera.run(3000);
    assertThat(counts().get(MediaKind.VIDEO, SubscriptionState.PAUSED)).isEqualTo(1);
    assertThat(counts().get(MediaKind.VIDEO, LayerReason.NO_BANDWIDTH)).isEqualTo(1);
    assertThat(counts().narrowed()).isEqualTo(1);

    video.pause(PauseReason.LAST_N);
    world.settle();

    assertThat(counts().get(MediaKind.VIDEO, SubscriptionState.LAST_N)).isEqualTo(1);
    assertThat(counts().get(MediaKind.VIDEO, LayerReason.LAST_N)).isEqualTo(1);
    assertThat(counts().narrowed()).isZero();
  }

  @Test
  void oneThatHasEndedCountsNoMore() {
    video.play(publication);
    camera.run(1000);
    video.close();
    world.settle();

    for (LayerReason reason : LayerReason.values()) {
      assertThat(counts().get(MediaKind.VIDEO, reason)).as(reason.name()).isZero();
    }
  }
}

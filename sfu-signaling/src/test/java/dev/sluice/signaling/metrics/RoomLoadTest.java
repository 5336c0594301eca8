package dev.sluice.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.forward.SubscriptionCounts;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.forward.TrafficTotals;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.session.SendEstimate;
import dev.sluice.core.session.SessionTotals;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomLoadTest {

  private static RoomLoad viewer(long estimateBps, EstimateLimit limit, LayerReason... reasons) {
    SubscriptionCounts subscriptions = new SubscriptionCounts();
    for (LayerReason reason : reasons) {
      subscriptions.add(MediaKind.VIDEO, SubscriptionState.FORWARDING, reason);
    }
    return RoomLoad.of(
        "hall",
        new SessionTotals(
            new TrafficTotals(),
            0,
            0,
            0,
            0,
            0,
            subscriptions,
            Optional.of(new SendEstimate(estimateBps, limit, 0, 0))));
  }

  private static RoomLoad publisher() {
    return RoomLoad.of("hall", SessionTotals.none());
  }

  @Test
  void theNarrowestViewerIsTheRooms() {
    RoomLoad room =
        viewer(900_000, EstimateLimit.PROBE)
            .plus(viewer(300_000, EstimateLimit.DELAY))
            .plus(viewer(800_000, EstimateLimit.LOSS));

    assertThat(room.lowestEstimateBps()).hasValue(300_000);
  }

  @Test
  void whereNothingIsMeasuredNothingIsSaid() {
    RoomLoad guessed = publisher().plus(viewer(600_000, EstimateLimit.START));
    assertThat(guessed.lowestEstimateBps()).isEmpty();

    assertThat(guessed.plus(viewer(900_000, EstimateLimit.PROBE)).lowestEstimateBps())
        .hasValue(900_000);
  }

  @Test
  void whatNetworksHoldDownIsCounted() {
    RoomLoad room =
        viewer(300_000, EstimateLimit.DELAY, LayerReason.BANDWIDTH, LayerReason.NO_BANDWIDTH)
            .plus(viewer(9_000_000, EstimateLimit.PROBE, LayerReason.BEST, LayerReason.PREFERENCE))
            .plus(viewer(200_000, EstimateLimit.LOSS, LayerReason.BANDWIDTH));

    assertThat(room.narrowedSubscriptions()).isEqualTo(3);
  }
}

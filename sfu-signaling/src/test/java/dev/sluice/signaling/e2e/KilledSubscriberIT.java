package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.websocket.TestClient;
import org.junit.jupiter.api.Test;

/** Somebody who watches, and whose process ends without a goodbye. */
final class KilledSubscriberIT {

  @Test
  void afterTheTimeoutItsSubscriptionIsGoneTheOthersAreToldAndThePublisherNotesNothing()
      throws Exception {
    try (RunningServer server = RunningServer.start("--loops", "1", "--resume-timeout", "1");
        LiveRoom room = LiveRoom.open(server)) {
      TestClient bob = TestClient.joined(server.http().getPort(), LiveRoom.NAME, "bob");
      try (var eve = SubscriberProcess.start(server.http(), LiveRoom.NAME, "eve")) {
        assertThat(bob.expect("participant-joined").path("participant").path("id").asText())
            .isEqualTo("eve");
        assertThat(connections(server)).isEqualTo(3);
        assertThat(subscriptions(server)).isEqualTo(2);

        eve.kill();
      }

      JsonNode left = bob.expect("participant-left");
      assertThat(left.path("participant").asText()).isEqualTo("eve");
      assertThat(left.path("reason").asText()).isEqualTo("timeout");
      LibWebRtcIT.await("its connection to be gone", () -> connections(server) == 2);
      assertThat(subscriptions(server)).isEqualTo(1);
      assertThat(server.api("rooms/" + LiveRoom.NAME).path("participants").findValuesAsText("id"))
          .doesNotContain("eve");
      bob.expectNothing();
      room.assertUnharmed();
    }
  }

  private static double connections(RunningServer server) {
    return server.metrics().sum("sluice_connections");
  }

  private static double subscriptions(RunningServer server) {
    return server.metrics().sum("sluice_subscriptions");
  }
}

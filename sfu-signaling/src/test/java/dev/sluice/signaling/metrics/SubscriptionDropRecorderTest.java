package dev.sluice.signaling.metrics;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.websocket.TestClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

class SubscriptionDropRecorderTest {

  @Test
  void whatAReceiverIsNotSentIsAnEventOfItsOwn() throws Exception {
    CompletableFuture<RecordedEvent> seen = new CompletableFuture<>();
    try (TestServer server = TestServer.start();
        RecordingStream events = new RecordingStream()) {
      TestClient ada = TestClient.joined(server, "r-dropped", "ada");
      ada.publishCamera(offer().simulcast().sdp(), "[{'mid':'0','source':'camera'}]");
      String track = ada.tracks().getFirst();
      TestClient bob = TestClient.joined(server, "r-dropped", "bob");
      bob.offer(
          offer().video("recvonly").sdp(), "[]", "[{'mid':'0','track':'%s'}]".formatted(track));
      server.media().connections().getFirst().simulcast(700, false);
      events.enable("sluice.SubscriptionDrops").withPeriod(Duration.ofMillis(100));
      events.onEvent(
          "sluice.SubscriptionDrops",
          event -> {
            if (event.getString("room").equals("r-dropped")) {
              seen.complete(event);
            }
          });
      events.startAsync();

      RecordedEvent event = seen.get(60, TimeUnit.SECONDS);
      assertThat(event.getString("receiver")).isEqualTo("bob");
      assertThat(event.getString("track")).isEqualTo(track);
      assertThat(event.getString("reason")).isEqualTo("waiting-for-keyframe");
      assertThat(event.getLong("packets")).isEqualTo(7);
    }
  }
}

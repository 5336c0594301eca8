package dev.sluice.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.websocket.SilentClient;
import dev.sluice.signaling.websocket.TestClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections whose clients begin something and never finish it. */
class IdleConnectionTest {

  @Test
  void whoNeverEndsARequestIsClosed() throws Exception {
    try (TestServer server = TestServer.start("--keep-alive", "0.05");
        SilentClient halfOpen = SilentClient.halfOpen(server.port())) {
      halfOpen.awaitEnd();
    }
  }

  @Test
  void aWebSocketOnWhichNothingIsSaidStaysOpenAsItAnswersPings() throws Exception {
    try (TestServer server = TestServer.start("--keep-alive", "0.2")) {
      TestClient quiet = TestClient.joined(server, "r", "quiet");
      // It has been idle for longer than the quiet one may be by the time that it is closed.
      try (SilentClient halfOpen = SilentClient.halfOpen(server.port())) {
        halfOpen.awaitEnd();
      }

      quiet.say("{'type':'ping','id':1}");

      assertThat(quiet.expect("pong").path("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aThousandOfThemLeaveRoomForThoseWhoMeanIt() throws Exception {
    List<SilentClient> halfOpen = new ArrayList<>();
    try (TestServer server = TestServer.start()) {
      for (int i = 0; i < 1_000; i++) {
        halfOpen.add(SilentClient.halfOpen(server.port()));
      }

      TestClient ada = TestClient.joined(server, "r", "ada");
      TestClient.joined(server, "r", "bob");

      assertThat(ada.expect("participant-joined").path("participant").path("id").asText())
          .isEqualTo("bob");
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    } finally {
      for (SilentClient client : halfOpen) {
        client.close();
      }
    }
  }
}

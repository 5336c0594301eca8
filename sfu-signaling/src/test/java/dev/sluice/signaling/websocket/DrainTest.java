package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.access.TokensForTests;
import dev.sluice.signaling.peer.Offers;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that lets nobody new in and ends when it is empty. */
class DrainTest {

  @Test
  void whoIsInIsToldAndWhoComesIsTurnedAway() throws Exception {
    try (TestServer server = TestServer.start("--drain-timeout", "600")) {
      TestClient ada = TestClient.joined(server, "r", "ada");
      TestClient late = TestClient.connect(server);

      assertThat(server.send("POST", "/api/v1/drain", "").statusCode()).isEqualTo(202);

      assertThat(ada.expect("server-draining").path("endsInSeconds").asInt()).isEqualTo(600);
      late.expect("server-draining");
      late.say("{'type':'join','room':'r'}");
      assertThat(late.expect("error").path("code").asText()).isEqualTo("draining");
      assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> refused =
          server.send(
              "POST",
              "/whip/r/studio",
              Offers.offer().video("sendonly").sdp(),
              "Content-Type",
              "application/sdp");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(server.refusals("draining")).isEqualTo(2);
      assertThat(server.drained()).isNotDone();
    }
  }

  @Test
  void whoHasDroppedMayStillResume() throws Exception {
    try (TestServer server = TestServer.start("--drain-timeout", "600")) {
      TestClient ada = TestClient.joined(server, "r", "ada");
      server.send("POST", "/api/v1/drain", "");
      TestClient again = TestClient.connect(server);

      again.say("{'type':'resume','resume':'%s'}".formatted(ada.resumeToken()));

      again.expect("joined");
    }
  }

  @Test
  void itEndsWhenTheLastHasLeft() throws Exception {
    try (TestServer server = TestServer.start("--drain-timeout", "600")) {
      TestClient ada = TestClient.joined(server, "r", "ada");
      server.send("POST", "/api/v1/drain", "");
      assertThat(server.drained()).isNotDone();

      ada.say("{'type':'leave'}");

      server.drained().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void itEndsWhenItsTimeIsOver() throws Exception {
    try (TestServer server = TestServer.start("--drain-timeout", "0.05")) {
      TestClient.joined(server, "r", "ada");

      server.send("POST", "/api/v1/drain", "");

      server.drained().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void onlyAnAdminDrains() throws Exception {
    try (TestServer server = TestServer.start("--key", TokensForTests.KEY)) {
      assertThat(server.send("POST", "/api/v1/drain", "").statusCode()).isEqualTo(401);
      assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatSendsTooMuchIsToldAndClosed() throws Exception {
    try (TestServer server = TestServer.start("--max-message-rate", "1")) {
      TestClient ada = TestClient.connect(server);
      // Ten seconds' worth may come at once.
      for (int i = 0; i < 10; i++) {
        ada.say("{'type':'ping'}");
        ada.expect("pong");
      }
      // And one a second, so on a slow machine perhaps more: until the server has had enough.
      for (int i = 0; i < 3 && ada.trySay("{'type':'ping'}"); i++) {}

      assertThat(ada.await("error").path("code").asText()).isEqualTo("too-many-messages");
      assertThat(ada.closeCode()).isEqualTo(4002);
    }
  }
}

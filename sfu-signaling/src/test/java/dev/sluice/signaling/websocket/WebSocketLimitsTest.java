package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.TestServer;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits as a client of the WebSocket meets them, and as an operator sees that it has. */
class WebSocketLimitsTest {

  /** Let in at once, and waiting for five seconds, with one join a second. */
  private static final int JOINS_TAKEN = 6;

  @Test
  void aMessageMayBeSoLarge() throws Exception {
    try (TestServer server = TestServer.start("--max-message-size", "16384")) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      ada.sayExactly("\"" + "x".repeat(20_000) + "\"");

      assertThat(ada.closeCode()).isEqualTo(1009);
      assertThat(server.refusals("message-size")).isEqualTo(1);
    }
  }

  @Test
  void aClientMaySaySoMuch() throws Exception {
    try (TestServer server = TestServer.start("--max-message-rate", "1")) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      for (int i = 0; i < 1_000 && ada.trySay("{'type':'ping','id':1}"); i++) {
        // On and on, until it is closed.
      }

      assertThat(ada.closeCode()).isEqualTo(4002);
      assertThat(server.refusals("message-rate")).isPositive();
    }
  }

  @Test
  void aClientMayPingSoOften() throws Exception {
    try (TestServer server = TestServer.start("--max-message-rate", "1")) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      for (int i = 0; i < 1_000 && ada.tryPing(); i++) {
        // On and on, until it is closed.
      }

      assertThat(ada.closeCode()).isEqualTo(4002);
      assertThat(server.refusals("message-rate")).isPositive();
    }
  }

  @Test
  void aRoomMayHaveSoManyParticipants() throws Exception {
    try (TestServer server = TestServer.start("--max-participants", "1")) {
      TestClient.joined(server, "r", "ada");
      TestClient bob = TestClient.connect(server);

      bob.say("{'type':'join','id':1,'room':'r'}");

      assertThat(bob.expect("error").path("code").asText()).isEqualTo("room-full");
      assertThat(server.refusals("participants-and-viewers")).isEqualTo(1);
    }
  }

  @Test
  void aParticipantMayPublishSoManyTracks() throws Exception {
    try (TestServer server = TestServer.start("--max-tracks", "1")) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      ada.sayOffer(
          offer().video("sendonly").video("sendonly").sdp(), "[{'mid':'0'},{'mid':'1'}]", "[]");

      assertThat(ada.expect("error").path("code").asText()).isEqualTo("too-many-tracks");
      assertThat(server.refusals("tracks")).isEqualTo(1);
    }
  }

  @Test
  void anOfferMayBeSoLarge() throws Exception {
    try (TestServer server = TestServer.start("--max-sdp-size", "100")) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      ada.sayOffer(offer().video("sendonly").sdp(), "[{'mid':'0'}]", "[]");

      assertThat(ada.expect("error").path("code").asText()).isEqualTo("sdp-too-large");
      assertThat(server.refusals("sdp-size")).isEqualTo(1);
    }
  }

  @Test
  void soManyMayJoinAndWaitToJoin() throws Exception {
    try (TestServer server = TestServer.start("--join-rate", "1")) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 3 * JOINS_TAKEN; i++) {
        clients.add(TestClient.connect(server));
      }

      clients.forEach(client -> client.say("{'type':'join','id':1,'room':'r'}"));

      int refused = 0;
      for (TestClient client : clients) {
        JsonNode first = client.next();
        if (first.path("type").asText().equals("error")) {
          assertThat(first.path("code").asText()).isEqualTo("busy");
          refused++;
        }
      }
      assertThat(refused).isPositive();
      assertThat(server.refusals("join-rate")).isEqualTo(refused);
    }
  }

  @Test
  void oneAddressMayHaveSoManySockets() throws Exception {
    try (TestServer server = TestServer.start("--max-connections-per-address", "1", "--open")) {
      String[] client = {"X-Forwarded-For", "192.0.2.1"};
      TestClient first = TestClient.connectWithHeaders(server, client);

      assertThatThrownBy(() -> TestClient.connectWithHeaders(server, client))
          .hasCauseInstanceOf(WebSocketHandshakeException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> {
                assertThat(e.getResponse().statusCode()).isEqualTo(429);
                assertThat(e.getResponse().headers().firstValue("Retry-After")).isPresent();
              });
      assertThat(server.refusals("address-connections")).isEqualTo(1);
      first.expectNothing();
    }
  }
}

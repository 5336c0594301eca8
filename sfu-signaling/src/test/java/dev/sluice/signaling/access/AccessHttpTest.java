package dev.sluice.signaling.access;

import static dev.sluice.signaling.access.TokensForTests.token;
import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what over HTTP, where there are keys (RFC 6750). */
class AccessHttpTest {

  private static final String PUBLISHER = "{'room':'r','sub':'ada','publish':true}";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start("--key", TokensForTests.KEY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/rooms",
    "GET, /api/v1/rooms/r",
    "DELETE, /api/v1/rooms/r",
    "DELETE, /api/v1/rooms/r/participants/ada",
    "POST, /api/v1/rooms/r/participants/ada/mute",
    "GET, /api/v1/rooms/r/capture",
    "POST, /api/v1/rooms/r/capture",
    "DELETE, /api/v1/rooms/r/capture",
    "GET, /api/v1/media",
    "GET, /api/v1/doctor",
    "POST, /api/v1/drain",
    "GET, /metrics",
    "POST, /whip/r/ada",
    "POST, /whep/r/ada"
  })
  void withoutATokenThereIsNothing(String method, String path) throws Exception {
    HttpResponse<String> response = server.send(method, path, "");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"sluice\"");
    assertThat(response.body()).contains("unauthorized", "needs a token");
  }

  @Test
  void whoeverLooksAfterTheProcessNeedsNoToken() throws Exception {
    assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aBadTokenIsToldApartFromNone() throws Exception {
    HttpResponse<String> response = send("GET", "/api/v1/rooms", "", "nonsense");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("invalid_token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/whip/r/ada   | {'room':'r','sub':'ada','publish':true}            | 201",
        "/whip/r/ada   | {'room':'r','publish':['microphone','camera']}     | 201",
        "/whip/r/ada   | {'admin':true,'publish':true}                      | 201",
        "/whip/other/ada | {'room':'r','sub':'ada','publish':true}          | 403",
        "/whip/r/bob   | {'room':'r','sub':'ada','publish':true}            | 403",
        "/whip/r/ada   | {'room':'r','sub':'ada','publish':['microphone']}  | 403",
        "/whip/r/ada   | {'room':'r','sub':'ada'}                           | 403",
      })
  void aTokenPublishesWhatItSays(String path, String claims, int status) throws Exception {
    assertThat(publish(path, token(claims)).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'room':'r','sub':'bob'}              | 201",
        "{'room':'other'}                      | 403",
        "{'room':'r','subscribe':false}        | 403",
      })
  void aTokenPlaysWhatItSays(String claims, int status) throws Exception {
    publish("/whip/r/ada", token(PUBLISHER));

    HttpResponse<String> played =
        send("POST", "/whep/r/ada", offer().video("recvonly").sdp(), token(claims));
    assertThat(played.statusCode()).isEqualTo(status);
    if (status == 403) {
      assertThat(played.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("insufficient_scope");
    }
  }

  @Test
  void keysAreExchangedWhileTheServerRuns() throws Exception {
    String old = token("{'admin':true}");
    server.use("--key", "k2:another secret of thirty-two bytes");

    assertThat(send("GET", "/api/v1/rooms", "", old).statusCode()).isEqualTo(401);
    String fresh =
        TokensForTests.token(
            "k2",
            "another secret of thirty-two bytes",
            "{'admin':true}",
            Instant.now().plusSeconds(60));
    assertThat(send("GET", "/api/v1/rooms", "", fresh).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/rooms", "/api/v1/media", "/api/v1/doctor", "/metrics"})
  void onlyAnAdminReadsWhatIsForOperators(String path) throws Exception {
    assertThat(send("GET", path, "", token("{'room':'r','moderator':true}")).statusCode())
        .isEqualTo(403);
    assertThat(send("GET", path, "", token("{'admin':true}")).statusCode()).isEqualTo(200);
  }

  @Test
  void aModeratorRemovesAndClosesInItsOwnRoomOnly() throws Exception {
    publish("/whip/r/ada", token(PUBLISHER));
    String moderator = token("{'room':'r','moderator':true}");

    assertThat(
            send(
                    "DELETE",
                    "/api/v1/rooms/r/participants/ada",
                    "",
                    token("{'room':'q','moderator':true}"))
                .statusCode())
        .isEqualTo(403);
    assertThat(send("DELETE", "/api/v1/rooms/r/participants/ada", "", moderator).statusCode())
        .isEqualTo(204);
    assertThat(server.media().connections().getFirst().isClosed()).isTrue();
    assertThat(send("DELETE", "/api/v1/rooms/r", "", moderator).statusCode()).isEqualTo(404);
  }

  @Test
  void aClosedRoomEndsItsPlayers() throws Exception {
    publish("/whip/r/ada", token(PUBLISHER));
    String session =
        send("POST", "/whep/r/ada", offer().video("recvonly").sdp(), token("{'room':'r'}"))
            .headers()
            .firstValue("Location")
            .orElseThrow();

    assertThat(send("DELETE", "/api/v1/rooms/r", "", token("{'admin':true}")).statusCode())
        .isEqualTo(204);

    assertThat(server.media().connections()).allMatch(connection -> connection.isClosed());
    assertThat(server.send("DELETE", session, "").statusCode()).isEqualTo(404);
  }

  @Test
  void allOfAParticipantIsMutedAndUnmuted() throws Exception {
    publish("/whip/r/ada", token(PUBLISHER));
    String admin = token("{'admin':true}");
    String mute = "/api/v1/rooms/r/participants/ada/mute";

    assertThat(send("POST", mute, "", admin).statusCode()).isEqualTo(204);
    assertThat(send("GET", "/api/v1/rooms/r", "", admin).body())
        .contains("\"muted\":true")
        .doesNotContain("\"muted\":false");
    assertThat(send("POST", mute, "{\"muted\":false}", admin).statusCode()).isEqualTo(204);
    assertThat(send("GET", "/api/v1/rooms/r", "", admin).body()).doesNotContain("\"muted\":true");
    assertThat(send("POST", mute, "{\"track\":\"t-none\"}", admin).statusCode()).isEqualTo(404);
    assertThat(send("POST", mute, "{\"loud\":1}", admin).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> publish(String path, String token) throws Exception {
    return send("POST", path, offer().audio("sendonly").video("sendonly").sdp(), token);
  }

  private HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    String type = body.startsWith("v=0") ? "application/sdp" : "application/json";
    return server.send(
        method, path, body, "Content-Type", type, "Authorization", "Bearer " + token);
  }
}

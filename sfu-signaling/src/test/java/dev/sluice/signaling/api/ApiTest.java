package dev.sluice.signaling.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.Offers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /healthz, 200, application/json",
    "GET, /readyz, 200, application/json",
    "GET, /api/v1/rooms, 200, application/json",
    "GET, /api/v1/rooms/none, 404, application/problem+json",
    "GET, /api/v1/media, 200, application/json",
    "GET, /api/v1/nonsense, 404, application/problem+json",
    "POST, /api/v1/rooms, 405, application/problem+json",
    "GET, /whip/r, 404, application/problem+json",
    "GET, /ws, 426, application/problem+json",
    "GET, /no/such/page.html, 404, application/problem+json",
    "GET, /../../etc/passwd, 404, application/problem+json",
    "GET, /%2e%2e/logback.xml, 404, application/problem+json"
  })
  void everyPathAnswers(String method, String path, int status, String type) throws Exception {
    HttpResponse<String> response = server.send(method, path, "");

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(type);
  }

  @Test
  void aPersonWithAMistypedAddressGetsAPage() throws Exception {
    HttpResponse<String> response =
        server.send("GET", "/no/such/page", "", "Accept", "text/html,application/xhtml+xml");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.body()).contains("There is nothing here");
  }

  @Test
  void aMethodThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
    assertThat(server.send("DELETE", "/api/v1/rooms", "").headers().firstValue("Allow"))
        .contains("GET, OPTIONS");
  }

  @Test
  void aRoomShowsHowEachConnectionIsDoing() throws Exception {
    sendOffer("/whip/r/ada", "sendonly");
    sendOffer("/whep/r/ada", "recvonly");

    JsonNode room = JSON.readTree(server.get("/api/v1/rooms/r").body());
    for (String who : List.of("participants", "viewers")) {
      JsonNode connection = room.path(who).path(0).path("connection");
      assertThat(connection.path("state").asText()).isEqualTo("connected");
      assertThat(connection.path("path").toString())
          .isEqualTo(
              "{\"protocol\":\"udp\",\"ipVersion\":4,\"remoteAddress\":\"192.0.2.7\","
                  + "\"remotePort\":9}");
      assertThat(connection.path("security").path("dtlsRole").asText()).isEqualTo("server");
      assertThat(connection.path("media").path("rtpPacketsReceived").isIntegralNumber()).isTrue();
      assertThat(connection.path("media").path("roundTripMillis").isNumber()).isTrue();
    }
  }

  @Test
  void aParticipantIsShownAlone() throws Exception {
    sendOffer("/whip/r/ada", "sendonly");

    JsonNode ada = JSON.readTree(server.get("/api/v1/rooms/r/participants/ada").body());

    assertThat(ada.path("room").asText()).isEqualTo("r");
    assertThat(ada.path("id").asText()).isEqualTo("ada");
    assertThat(ada.path("connection").path("state").asText()).isEqualTo("connected");
    assertThat(ada.path("publications")).hasSize(2);
  }

  @Test
  void whoIsNotThereIsNotFound() throws Exception {
    sendOffer("/whip/r/ada", "sendonly");

    assertProblem("/api/v1/rooms/r/participants/bob", "participant-not-found");
    assertProblem("/api/v1/rooms/s/participants/ada", "room-not-found");
  }

  private void assertProblem(String path, String type) throws Exception {
    var response = server.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body()).contains(type);
  }

  @Test
  void aConnectionThatHasClosedIsShownAsNull() throws Exception {
    sendOffer("/whip/r/ada", "sendonly");
    server.media().connections().getFirst().closeUnheard();

    JsonNode room = JSON.readTree(server.get("/api/v1/rooms/r").body());
    assertThat(room.path("participants").path(0).path("connection").isNull()).isTrue();
  }

  @Test
  void theMediaPortShowsItsCountersAndEveryDrop() throws Exception {
    JsonNode media = JSON.readTree(server.get("/api/v1/media").body());

    assertThat(media.path("port").asInt()).isEqualTo(10_000);
    assertThat(media.path("statistics").path("packetsReceived").asLong()).isEqualTo(1);
    assertThat(media.path("statistics").path("drops").path("empty").asLong()).isEqualTo(1);
  }

  private void sendOffer(String path, String direction) throws Exception {
    String sdp = Offers.offer().audio(direction).video(direction).sdp();
    assertThat(server.send("POST", path, sdp, "Content-Type", "application/sdp").statusCode())
        .isEqualTo(201);
  }
}

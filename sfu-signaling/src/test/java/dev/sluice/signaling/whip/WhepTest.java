package dev.sluice.signaling.whip;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signaling.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WhepTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aParticipantWhoIsNotThereIsNotFound() throws Exception {
    HttpResponse<String> response = watch("/whep/r/ada");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains("?wait=true");
    assertThat(server.get("/api/v1/rooms").body()).isEqualTo("{\"rooms\":[]}");
  }

  @Test
  void whatIsPublishedIsPlayed() throws Exception {
    publish();

    HttpResponse<String> created = watch("/whep/r/ada");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location").orElse("")).startsWith("/whep/r/ada/");
    assertThat(created.body()).contains("a=sendonly").contains("a=msid:ada ");
    assertThat(viewer().path("participant").asText()).isEqualTo("ada");
    assertThat(viewer().path("subscriptions").findValuesAsText("track"))
        .containsExactlyElementsOf(publishedTracks());
  }

  @Test
  void aViewerIsNoParticipant() throws Exception {
    publish();
    watch("/whep/r/ada");

    JsonNode room = room();

    assertThat(room.path("participants")).hasSize(1);
    assertThat(room.path("participants").get(0).path("viewers")).hasSize(1);
  }

  @Test
  void whoWaitsGetsMediaLater() throws Exception {
    assertThat(watch("/whep/r/ada?wait=true").statusCode()).isEqualTo(201);
    assertThat(viewer().path("subscriptions").findValues("track"))
        .hasSize(2)
        .allMatch(JsonNode::isNull);

    publish();

    assertThat(viewer().path("subscriptions").findValuesAsText("track"))
        .containsExactlyElementsOf(publishedTracks());
  }

  @Test
  void waitingMayBeAskedForInAHeader() throws Exception {
    HttpResponse<String> created =
        server.send(
            "POST",
            "/whep/r/ada",
            offer().video("recvonly").sdp(),
            "Content-Type",
            "application/sdp",
            "Prefer",
            "wait=60");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Preference-Applied")).contains("wait=60");
  }

  @Test
  void aPublisherWhoPublishesAgainIsWatchedOnWithoutANewSession() throws Exception {
    publish();
    HttpResponse<String> created = watch("/whep/r/ada");
    List<String> before = publishedTracks();

    publish();

    assertThat(publishedTracks()).doesNotContainAnyElementsOf(before);
    assertThat(viewer().path("subscriptions").findValuesAsText("track"))
        .containsExactlyElementsOf(publishedTracks());
    assertThat(
            server
                .send("DELETE", created.headers().firstValue("Location").orElseThrow(), "")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void whoOnlyWatchesVideoGetsVideo() throws Exception {
    publish();

    server.send(
        "POST", "/whep/r/ada", offer().video("recvonly").sdp(), "Content-Type", "application/sdp");

    assertThat(viewer().path("subscriptions").findValuesAsText("track"))
        .containsExactly(publishedTracks().get(1));
  }

  @Test
  void aPlayerThatSendsIsRefused() throws Exception {
    publish();

    HttpResponse<String> response =
        server.send(
            "POST",
            "/whep/r/ada",
            offer().video("sendrecv").sdp(),
            "Content-Type",
            "application/sdp");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("a=recvonly");
  }

  @Test
  void theRoomIsGoneWithItsLastViewer() throws Exception {
    HttpResponse<String> created = watch("/whep/r/ada?wait=true");

    server.send("DELETE", created.headers().firstValue("Location").orElseThrow(), "");

    assertThat(server.get("/api/v1/rooms").body()).isEqualTo("{\"rooms\":[]}");
  }

  private void publish() throws Exception {
    HttpResponse<String> created =
        server.send(
            "POST",
            "/whip/r/ada",
            offer().audio("sendonly").video("sendonly").sdp(),
            "Content-Type",
            "application/sdp");
    assertThat(created.statusCode()).isEqualTo(201);
  }

  private HttpResponse<String> watch(String path) throws Exception {
    return server.send(
        "POST",
        path,
        offer().audio("recvonly").video("recvonly").sdp(),
        "Content-Type",
        "application/sdp");
  }

  private JsonNode room() throws Exception {
    return JSON.readTree(server.get("/api/v1/rooms/r").body());
  }

  private JsonNode viewer() throws Exception {
    return room().path("viewers").get(0);
  }

  private List<String> publishedTracks() throws Exception {
    return room().path("participants").get(0).path("publications").findValuesAsText("track");
  }
}

package dev.sluice.signaling.whip;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9725, status by status. */
class WhipTest {

  private static final String FRAGMENT =
      """
      a=ice-ufrag:%s
      a=ice-pwd:%s
      m=audio 9 UDP/TLS/RTP/SAVPF 111
      a=mid:0
      a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host
      """;
  private static final String TRICKLE = FRAGMENT.formatted("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1");
  private static final String RESTART = FRAGMENT.formatted("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k");
  private static final String FRAGMENT_TYPE = "application/trickle-ice-sdpfrag";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            "--ice-server", "stun:stun.example.org:3478,turn:turn.example.org;user;secret");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anOfferIsAnsweredWithASession() throws Exception {
    HttpResponse<String> created = publish("ada");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(header(created, "Content-Type")).isEqualTo("application/sdp");
    assertThat(header(created, "Location")).startsWith("/whip/r/ada/");
    assertThat(header(created, "ETag")).matches("\"[^\"]+\"");
    assertThat(header(created, "Accept-Patch")).isEqualTo(FRAGMENT_TYPE);
    assertThat(created.headers().allValues("Link"))
        .containsExactly(
            "<stun:stun.example.org:3478>; rel=\"ice-server\"",
            "<turn:turn.example.org>; rel=\"ice-server\"; username=\"user\";"
                + " credential=\"secret\"; credential-type=\"password\"");
    assertThat(header(created, "Access-Control-Expose-Headers"))
        .contains("Location", "ETag", "Link");
    assertThat(created.body()).contains("a=recvonly").contains("m=audio").contains("m=video");
  }

  @Test
  void whatIsPublishedIsInTheRoom() throws Exception {
    publish("ada");

    assertThat(server.get("/api/v1/rooms/r").body())
        .contains("\"id\":\"ada\"", "\"source\":\"microphone\"", "\"source\":\"camera\"");
  }

  @Test
  void publishingAgainReplacesTheOldSession() throws Exception {
    String old = header(publish("ada"), "Location");

    assertThat(publish("ada").statusCode()).isEqualTo(201);
    assertThat(server.send("DELETE", old, "").statusCode()).isEqualTo(404);
    assertThat(server.media().connections().get(0).isClosed()).isTrue();
    assertThat(server.media().connections().get(1).isClosed()).isFalse();
    assertThat(server.get("/api/v1/rooms").body()).contains("\"participants\":1");
  }

  @Test
  void anOfferThatCannotBeAnsweredDoesNotReplaceAnything() throws Exception {
    publish("ada");

    HttpResponse<String> refused =
        post("/whip/r/ada", offer().audio("sendonly").sdp().replace("a=rtcp-mux\r\n", ""));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(server.media().connections().get(0).isClosed()).isFalse();
    assertThat(server.media().connections().get(1).isClosed()).isTrue();
  }

  @Test
  void deleteEndsTheSession() throws Exception {
    String location = header(publish("ada"), "Location");

    assertThat(server.send("DELETE", location, "").statusCode()).isEqualTo(200);
    assertThat(server.send("DELETE", location, "").statusCode()).isEqualTo(404);
    assertThat(server.media().connections().getFirst().isClosed()).isTrue();
    assertThat(server.get("/api/v1/rooms").body()).isEqualTo("{\"rooms\":[]}");
  }

  @Test
  void aPublisherWhoIsGoneHasLeft() throws Exception {
    String location = header(publish("ada"), "Location");

    server.media().connections().getFirst().fail(CloseReason.CONSENT_EXPIRED);

    assertThat(server.send("DELETE", location, "").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/rooms").body()).isEqualTo("{\"rooms\":[]}");
  }

  @Test
  void candidatesAreTrickled() throws Exception {
    HttpResponse<String> created = publish("ada");

    HttpResponse<String> patched = patch(created, TRICKLE, header(created, "ETag"));

    assertThat(patched.statusCode()).isEqualTo(204);
    assertThat(patched.headers().firstValue("ETag")).isEmpty();
    assertThat(server.media().connections().getFirst().candidates())
        .containsExactly("candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host");
  }

  @Test
  void newCredentialsRestartIceUnderANewTag() throws Exception {
    HttpResponse<String> created = publish("ada");

    HttpResponse<String> restarted = patch(created, RESTART, "*");

    assertThat(restarted.statusCode()).isEqualTo(200);
    assertThat(header(restarted, "Content-Type")).isEqualTo(FRAGMENT_TYPE);
    assertThat(header(restarted, "ETag")).isNotEqualTo(header(created, "ETag"));
    assertThat(restarted.body()).contains("a=ice-ufrag:fake").contains("a=ice-pwd:");
    assertThat(patch(created, TRICKLE, header(created, "ETag")).statusCode()).isEqualTo(412);
    assertThat(patch(created, RESTART, header(restarted, "ETag")).statusCode()).isEqualTo(204);
  }

  @Test
  void aPatchMustSayWhichIceSessionItIsFor() throws Exception {
    HttpResponse<String> created = publish("ada");

    assertThat(patch(created, TRICKLE, "").statusCode()).isEqualTo(428);
    assertThat(patch(created, TRICKLE, "\"another\"").statusCode()).isEqualTo(412);
  }

  @Test
  void aPatchMustBeAFragment() throws Exception {
    HttpResponse<String> created = publish("ada");
    String location = header(created, "Location");

    assertThat(
            server
                .send("PATCH", location, TRICKLE, "Content-Type", "text/plain", "If-Match", "*")
                .statusCode())
        .isEqualTo(415);
    assertThat(patch(created, "a=ice-ufrag:x\r\nnonsense", "*").statusCode()).isEqualTo(400);
  }

  @Test
  void aPatchOfNoSessionIsNotFound() throws Exception {
    assertThat(
            server
                .send("PATCH", "/whip/r/ada/none", TRICKLE, "Content-Type", FRAGMENT_TYPE)
                .statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /whip/r/ada",
    "HEAD, /whip/r/ada",
    "PUT, /whip/r/ada",
    "DELETE, /whip/r/ada",
    "GET, /whip/r/ada/s",
    "HEAD, /whip/r/ada/s",
    "PUT, /whip/r/ada/s",
    "POST, /whip/r/ada/s",
    "GET, /whep/r/ada",
    "PUT, /whep/r/ada/s"
  })
  void otherMethodsAreNotAllowed(String method, String path) throws Exception {
    HttpResponse<String> response = server.send(method, path, "");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "Allow")).contains("OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whip/r/ada", "/whep/r/ada"})
  void optionsTellWhatMayBePosted(String path) throws Exception {
    HttpResponse<String> response =
        server.send(
            "OPTIONS", path, "", "Access-Control-Request-Method", "POST", "Origin", "http://x");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Accept-Post")).isEqualTo("application/sdp");
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(response, "Access-Control-Allow-Methods")).contains("POST");
    assertThat(header(response, "Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "If-Match");
  }

  @Test
  void onlySdpMayBePosted() throws Exception {
    HttpResponse<String> response =
        server.send("POST", "/whip/r/ada", "{}", "Content-Type", "application/json");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void theContentTypeMayHaveParametersAndCapitals() throws Exception {
    assertThat(
            server
                .send(
                    "POST",
                    "/whip/r/ada",
                    offer().audio("sendonly").sdp(),
                    "Content-Type",
                    "Application/SDP; charset=utf-8")
                .statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"})
  void malformedSdpIsABadRequest(String sdp) throws Exception {
    assertThat(post("/whip/r/ada", sdp).statusCode()).isEqualTo(400);
    assertThat(server.media().connections()).isEmpty();
  }

  @Test
  void anOfferThatSendsNothingIsRefused() throws Exception {
    assertThat(post("/whip/r/ada", offer().audio("recvonly").sdp()).statusCode()).isEqualTo(422);
  }

  @Test
  void aMalformedNameIsABadRequest() throws Exception {
    assertThat(post("/whip/r/a%20b", offer().audio("sendonly").sdp()).statusCode()).isEqualTo(400);
    assertThat(server.media().connections()).allMatch(connection -> connection.isClosed());
  }

  @Test
  void aRoomsNameMayBeOfAnyAlphabet() throws Exception {
    HttpResponse<String> created =
        post("/whip/caf%C3%A9%20du%20port/ada", offer().audio("sendonly").sdp());

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(server.get("/api/v1/rooms").body()).contains("café du port");
    assertThat(server.send("DELETE", header(created, "Location"), "").statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyTooLargeIsRefused() throws Exception {
    assertThat(post("/whip/r/ada", "x".repeat(1_100_000)).statusCode()).isEqualTo(413);
  }

  private HttpResponse<String> publish(String participant) throws Exception {
    return post("/whip/r/" + participant, offer().audio("sendonly").video("sendonly").sdp());
  }

  private HttpResponse<String> post(String path, String sdp) throws Exception {
    return server.send("POST", path, sdp, "Content-Type", "application/sdp");
  }

  private HttpResponse<String> patch(HttpResponse<String> created, String fragment, String ifMatch)
      throws Exception {
    String location = header(created, "Location");
    return ifMatch.isEmpty()
        ? server.send("PATCH", location, fragment, "Content-Type", FRAGMENT_TYPE)
        : server.send(
            "PATCH", location, fragment, "Content-Type", FRAGMENT_TYPE, "If-Match", ifMatch);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}

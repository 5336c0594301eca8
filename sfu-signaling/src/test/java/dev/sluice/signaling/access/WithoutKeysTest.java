package dev.sluice.signaling.access;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.websocket.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what of a server that has no keys and listens on the loopback address. */
class WithoutKeysTest {

  private static final int PATIENCE_MILLIS = 20_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Forwarded         | for=198.51.100.7",
        "X-Forwarded-For   | 127.0.0.1",
        "X-Forwarded-Proto | https",
        "X-Real-IP         | 198.51.100.7",
        "Via               | 1.1 proxy",
      })
  void whoComesThroughAProxyGetsNothingAndIsToldWhatMendsIt(String name, String value)
      throws Exception {
    try (TestServer server = TestServer.start()) {
      for (String[] request :
          new String[][] {
            {"GET", "/api/v1/rooms"}, {"GET", "/metrics"}, {"POST", "/api/v1/drain"}
          }) {
        HttpResponse<String> refused = server.send(request[0], request[1], "", name, value);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("through a proxy", "set key", "open");
      }
      assertThat(publish(server, name, value).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aWebSocketThroughAProxyEntersNoRoom() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestClient stranger =
          TestClient.connectWithHeaders(server, "X-Forwarded-For", "198.51.100.7");

      stranger.say("{'type':'join','id':1,'room':'r'}");

      assertThat(stranger.expect("error").path("code").asText()).isEqualTo("not-allowed");
    }
  }

  @Test
  void turnCredentialsAreNotForWhoComesThroughAProxy() throws Exception {
    try (TestServer server = TestServer.start("--ice-server", "turn:turn.test;ada;pass")) {
      assertThat(server.send("OPTIONS", "/whip/r/ada", "").headers().firstValue("Link"))
          .isPresent();
      assertThat(
              server
                  .send("OPTIONS", "/whip/r/ada", "", "X-Forwarded-For", "198.51.100.7")
                  .headers()
                  .firstValue("Link"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:8080, 200",
    "sluice.localhost, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "meet.example.org, 403",
    "192.0.2.1:8080, 403",
    "localhost.example.org, 403",
  })
  void onlyARequestForThisMachineIsOfThisMachine(String host, int status) throws Exception {
    try (TestServer server = TestServer.start()) {
      assertThat(get(server, "/api/v1/rooms", host)).startsWith("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOpenServerLetsEverybodyPublishAndReadAndNobodyAdminister(boolean proxied)
      throws Exception {
    String[] headers = proxied ? new String[] {"X-Forwarded-For", "198.51.100.7"} : new String[0];
    try (TestServer server = TestServer.start("--open")) {
      assertThat(publish(server, headers).statusCode()).isEqualTo(201);
      assertThat(server.send("GET", "/api/v1/rooms", "", headers).statusCode()).isEqualTo(200);
      assertThat(server.send("DELETE", "/api/v1/rooms/r", "", headers).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void thisMachinesOwnClientsMayDoEverything() throws Exception {
    try (TestServer server = TestServer.start()) {
      publish(server);

      assertThat(server.send("DELETE", "/api/v1/rooms/r", "").statusCode()).isEqualTo(204);
    }
  }

  private static HttpResponse<String> publish(TestServer server, String... headers)
      throws Exception {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/sdp";
    return server.send("POST", "/whip/r/ada", offer().video("sendonly").sdp(), all);
  }

  /** The JDK's client doesn't let its user name another host. */
  private static String get(TestServer server, String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(path, host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.sluice.signaling.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.Offers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhooksTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record Received(String body, String signature) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  @Test
  void whatHappensInARoomIsToldInOrderAndSigned() throws Exception {
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/hook",
        exchange -> {
          received.add(
              new Received(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                  exchange.getRequestHeaders().getFirst("Sluice-Signature")));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    hook.start();
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
    try (TestServer server = TestServer.start("--webhook", url, "--webhook-secret", "north")) {
      String session =
          server
              .send(
                  "POST",
                  "/whip/r/ada",
                  Offers.offer().video("sendonly").sdp(),
                  "Content-Type",
                  "application/sdp")
              .headers()
              .firstValue("Location")
              .orElseThrow();
      server.send("DELETE", session, "");

      List<String> events = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        events.add(next().path("event").asText());
      }
      assertThat(events)
          .containsExactly(
              "room-opened",
              "participant-joined",
              "track-published",
              "track-unpublished",
              "participant-left",
              "room-closed");
    } finally {
      hook.stop(0);
    }
  }

  private JsonNode next() throws Exception {
    Received next = received.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("north".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(next.signature())
        .isEqualTo(
            "sha256="
                + HexFormat.of()
                    .formatHex(mac.doFinal(next.body().getBytes(StandardCharsets.UTF_8))));
    JsonNode event = JSON.readTree(next.body());
    assertThat(event.path("room").asText()).isEqualTo("r");
    return event;
  }
}

package dev.sluice.signaling.admission;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Limits as a client over HTTP meets them. */
class LimitsTest {

  @Test
  void anOfferMayBeSoLarge() throws Exception {
    try (TestServer server = TestServer.start("--max-sdp-size", "100")) {
      HttpResponse<String> refused = publish(server, "ada");

      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("sdp-too-large", "100");
    }
  }

  @Test
  void oneAddressMayHaveSoManySessionsAndAnotherWhenOneHasEnded() throws Exception {
    try (TestServer server = TestServer.start("--max-connections-per-address", "1")) {
      String first = publish(server, "ada").headers().firstValue("Location").orElseThrow();
      HttpResponse<String> refused = publish(server, "bob");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("too-many-connections");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      server.send("DELETE", first, "");
      assertThat(publish(server, "bob").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aFullServerSaysSo() throws Exception {
    try (TestServer server = TestServer.start("--max-rooms", "1")) {
      publish(server, "ada");

      HttpResponse<String> refused =
          server.send(
              "POST",
              "/whip/another/ada",
              offer().video("sendonly").sdp(),
              "Content-Type",
              "application/sdp");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("too-many-rooms", "1 rooms");
    }
  }

  private static HttpResponse<String> publish(TestServer server, String participant)
      throws Exception {
    return server.send(
        "POST",
        "/whip/r/" + participant,
        offer().video("sendonly").sdp(),
        "Content-Type",
        "application/sdp",
        "X-Forwarded-For",
        "192.0.2.1");
  }
}

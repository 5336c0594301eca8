package dev.sluice.signaling.admission;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits as a client over HTTP meets them, and as an operator sees that it has. */
class LimitsTest {

  private static final int SECONDS_OF_JOINS = 100;

  @Test
  void anOfferMayBeSoLarge() throws Exception {
    try (TestServer server = TestServer.start("--max-sdp-size", "100", "--open")) {
      HttpResponse<String> refused = publish(server, "ada");

      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("sdp-too-large", "100");
      assertThat(server.refusals("sdp-size")).isEqualTo(1);
    }
  }

  @Test
  void aRequestsBodyMayBeSoLarge() throws Exception {
    try (TestServer server = TestServer.start("--max-body-size", "16384")) {
      HttpResponse<String> refused = server.send("POST", "/whip/r/ada", "x".repeat(20_000));

      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("body-too-large", "16384");
      assertThat(server.refusals("body-size")).isEqualTo(1);
    }
  }

  @Test
  void oneAddressMayHaveSoManySessionsAndAnotherWhenOneHasEnded() throws Exception {
    try (TestServer server = TestServer.start("--max-connections-per-address", "1", "--open")) {
      String first = publish(server, "ada").headers().firstValue("Location").orElseThrow();
      HttpResponse<String> refused = publish(server, "bob");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("too-many-connections");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(server.refusals("address-connections")).isEqualTo(1);
      server.send("DELETE", first, "");
      assertThat(publish(server, "bob").statusCode()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--max-rooms, /whip/another/ada, sendonly, 503, too-many-rooms, rooms",
    "--max-participants, /whip/r/bob, sendonly, 503, room-full, participants-and-viewers",
    "--max-viewers, /whep/r/ada, recvonly, 503, room-full, participants-and-viewers",
    "--max-unconnected, /whip/r/bob, sendonly, 503, too-many-unconnected, unconnected",
  })
  void whoeverComesWhenOneHasFilledItIsSentAwayForAWhile(
      String flag, String path, String direction, int status, String code, String limit)
      throws Exception {
    try (TestServer server = TestServer.start(flag, "1")) {
      assertThat(send(server, "/whip/r/ada", offer().video("sendonly").sdp()).statusCode())
          .isEqualTo(201);
      if (path.startsWith("/whep")) {
        server.media().connections().getFirst().connect();
        assertThat(send(server, path, offer().video(direction).sdp()).statusCode()).isEqualTo(201);
      }

      HttpResponse<String> refused = send(server, path, offer().video(direction).sdp());

      assertThat(refused.statusCode()).isEqualTo(status);
      assertThat(refused.body()).contains(code);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(server.refusals(limit)).isEqualTo(1);
    }
  }

  @Test
  void aParticipantMayPublishSoManyTracks() throws Exception {
    try (TestServer server = TestServer.start("--max-tracks", "1")) {
      HttpResponse<String> refused =
          send(server, "/whip/r/ada", offer().audio("sendonly").video("sendonly").sdp());

      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("too-many-tracks");
      assertThat(server.refusals("tracks")).isEqualTo(1);
    }
  }

  @Test
  void oneAddressMayJoinSoOftenUntilTheReloadedSettingsSayMore() throws Exception {
    try (TestServer server = TestServer.start("--join-rate-per-address", "1", "--open")) {
      HttpResponse<String> refused = publishUntilRefused(server);

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("too-many-joins", "1 sessions");
      assertThat(server.refusals("address-join-rate")).isEqualTo(1);

      server.use("--join-rate-per-address", "1000", "--open");

      for (int i = 0; i < 100; i++) {
        assertThat(publish(server, "later" + i).statusCode()).isEqualTo(201);
      }
    }
  }

  private static HttpResponse<String> publishUntilRefused(TestServer server) throws Exception {
    for (int i = 0; i < SECONDS_OF_JOINS; i++) {
      HttpResponse<String> response = publish(server, "p" + i);
      if (response.statusCode() != 201) {
        return response;
      }
    }
    throw new AssertionError("nobody was refused");
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

  private static HttpResponse<String> send(TestServer server, String path, String sdp)
      throws Exception {
    return server.send("POST", path, sdp, "Content-Type", "application/sdp");
  }
}

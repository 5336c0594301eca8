package dev.sluice.signaling.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.config.IceServer;
import dev.sluice.signaling.config.Secret;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.Offers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServersTest {

  private static final String[] FLAGS = {
    "--ice-server",
    "stun:stun.example.org:3478,turn:turn.example.org?transport=udp,turns:own.example.org;u;c",
    "--turn-secret",
    "north"
  };

  /** The credential is what {@code openssl dgst -sha1 -hmac north -binary | base64} makes of it. */
  @Test
  void aTurnServerWithoutCredentialsGetsSomeThatEnd() {
    Settings.Ice settings = Settings.read(List.of(FLAGS), Map.of()).ice();
    IceServers servers =
        new IceServers(settings, () -> Instant.ofEpochSecond(1_795_694_400L - 86_400));

    assertThat(servers.of("ada"))
        .containsExactly(
            new IceServer("stun:stun.example.org:3478", Optional.empty(), Optional.empty()),
            new IceServer(
                "turn:turn.example.org?transport=udp",
                Optional.of("1795694400:ada"),
                Optional.of(new Secret("pwWeXuRLfpYx3wPC7vF+QFJyVXU="))),
            new IceServer("turns:own.example.org", Optional.of("u"), Optional.of(new Secret("c"))));
  }

  @Test
  void theyComeInLinksOnceThereIsAGoodToken() throws Exception {
    try (TestServer server =
        TestServer.start(
            "--key",
            TokensForTests.KEY,
            "--ice-server",
            "turn:turn.example.org",
            "--turn-secret",
            "north")) {
      HttpResponse<String> asked = server.send("OPTIONS", "/whip/r/ada", "");
      HttpResponse<String> created =
          server.send(
              "POST",
              "/whip/r/ada",
              Offers.offer().video("sendonly").sdp(),
              "Content-Type",
              "application/sdp",
              "Authorization",
              "Bearer " + TokensForTests.token("{'room':'r','publish':true}"));

      assertThat(asked.headers().allValues("Link")).isEmpty();
      assertThat(created.headers().firstValue("Link").orElseThrow())
          .matches(
              "<turn:turn.example.org>; rel=\"ice-server\"; username=\"\\d+:ada\";"
                  + " credential=\"[^\"]{28}\"; credential-type=\"password\"");
    }
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A browser behind the worst kind of NAT publishes and watches without any TURN server. Alone on
 * the machine, for the network interfaces that it makes have other browsers begin all requests
 * anew.
 */
@Isolated
final class SymmetricNatIT extends BrowserTest {

  @TempDir private static Path folder;

  private SymmetricNat nat;

  @Override
  RunningServer startServer() {
    try {
      nat = new SymmetricNat();
    } catch (IOException e) {
      abort("A NAT takes root, iproute2, nftables and the kernel's network namespaces: " + e);
    }
    return RunningServer.start(
        "--http-host",
        "0.0.0.0",
        "--open",
        "--media-host",
        "0.0.0.0",
        "--media-advertise",
        "127.0.0.1," + nat.serverAddress());
  }

  @AfterAll
  void removeNat() throws IOException {
    if (nat != null) {
      nat.close();
    }
  }

  @Test
  void theyAndSomebodyWithoutANatSeeEachOther() throws IOException {
    URI seenFromBehind =
        URI.create("http://" + nat.serverAddress() + ":" + server.http().getPort() + "/");
    try (Chromium behind =
        new Chromium(
            nat.behind(Chromium.executable(), folder),
            // Pages of other machines get no media API otherwise, unless by HTTPS.
            "--unsafely-treat-insecure-origin-as-secure=" + seenFromBehind)) {
      BrowserParticipant ada = BrowserParticipant.join(behind, seenFromBehind, room, "Ada", "");
      BrowserParticipant bob = join("Bob", "");

      ada.awaitMovingVideos(1);
      bob.awaitMovingVideos(1);

      assertThat(
              server
                  .api("rooms/" + room + "/participants/" + ada.id())
                  .at("/connection/path/remoteAddress")
                  .asText())
          .isEqualTo(nat.outsideAddress());
      behind.closePages();
    }
  }
}

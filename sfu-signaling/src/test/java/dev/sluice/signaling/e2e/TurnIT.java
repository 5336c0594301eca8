package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that gets through by TURN only, with credentials that the server makes for coturn. */
final class TurnIT extends BrowserTest {

  private static final String SECRET = "a secret that Sluice and coturn share";

  @TempDir private static Path folder;

  private Process coturn;

  @Override
  RunningServer startServer() {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    try {
      coturn =
          new ProcessBuilder(
                  "turnserver",
                  "-n",
                  "--listening-ip=127.0.0.1",
                  "--relay-ip=127.0.0.1",
                  "--listening-port=" + port,
                  "--realm=sluice.test",
                  "--use-auth-secret",
                  "--static-auth-secret=" + SECRET,
                  "--allow-loopback-peers",
                  "--no-tls",
                  "--no-dtls",
                  "--no-cli",
                  "--log-file=stdout",
                  "--pidfile=" + folder.resolve("coturn.pid"),
                  "--userdb=" + folder.resolve("coturn.db"))
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start();
    } catch (IOException e) {
      abort("TURN takes coturn's turnserver (on Debian: apt-get install coturn): " + e);
    }
    return RunningServer.start(
        "--ice-server", "turn:127.0.0.1:" + port + "?transport=udp", "--turn-secret", SECRET);
  }

  @AfterAll
  void endCoturn() {
    if (coturn != null) {
      coturn.destroy();
    }
  }

  @Test
  void participantsOfARoomReachIt() {
    BrowserParticipant ada = join("Ada", "&relay=1");
    BrowserParticipant bob = join("Bob", "&relay=1&video=0");

    bob.awaitMovingVideos(1);
    assertThat(wayOf(ada)).isEqualTo("relay");
    assertThat(wayOf(bob)).isEqualTo("relay");
  }

  @Test
  void publishersByWhipAndViewersByWhepReachIt() {
    var publisher =
        BrowserParticipant.stream(
            chromium.open(streamUrl("publish.html", "studio", "&autostart=1&relay=1")));
    var viewer =
        BrowserParticipant.stream(chromium.open(streamUrl("play.html", "studio", "&relay=1")));

    viewer.awaitMovingVideos(1);
    assertThat(wayOf(publisher)).isEqualTo("relay");
    assertThat(wayOf(viewer)).isEqualTo("relay");
  }

  /** Of the candidate that the browser's media leaves by. */
  private static Object wayOf(BrowserParticipant participant) {
    return participant
        .page()
        .evaluate(
            """
            async () => {
              const stats = await (sluice.room ?? sluice.session).peerConnection.getStats();
              const transport = [...stats.values()].find(({ type }) => type === 'transport');
              const pair = stats.get(transport.selectedCandidatePairId);
              return stats.get(pair.localCandidateId).candidateType;
            }
            """);
  }
}

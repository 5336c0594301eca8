package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import org.junit.jupiter.api.Test;

/** A client that reads more slowly than others speak. */
class SlowReaderTest {

  /** What the kernel keeps between a server and a client is a few megabytes. */
  private static final int MESSAGES = 1_000;

  private static final int CHARACTERS = 100_000;

  @Test
  void itIsTakenForDroppedAndTheOthersHearEverything() throws Exception {
    try (TestServer server =
        TestServer.start(
            "--keep-alive", "600",
            "--resume-timeout", "0.1",
            "--max-send-queue", "200000",
            "--max-metadata-size", "200000",
            "--max-message-rate", "100000")) {
      TestClient ada = TestClient.joined(server, "r", "ada");
      try (SilentClient deaf = SilentClient.join(server.port(), "r", "deaf")) {
        ada.expect("participant-joined");
        TestClient bob = TestClient.joined(server, "r", "bob");
        ada.expect("participant-joined");
        String metadata = "x".repeat(CHARACTERS);

        int said = 0;
        while (said < MESSAGES && refusals(server) == 0) {
          said++;
          ada.say("{'type':'metadata','id':%d,'metadata':{'x':'%s'}}".formatted(said, metadata));
          ada.expect("ok");
        }

        assertThat(refusals(server)).isEqualTo(1);
        assertThat(deaf.isOpen()).isTrue();
        assertThat(ada.await("participant-left").path("participant").asText()).isEqualTo("deaf");
        for (int heard = 0; heard < said; heard++) {
          bob.await("participant-updated");
        }
      }
    }
  }

  private static double refusals(TestServer server) throws Exception {
    return server
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("sluice_refusals_total{limit=\"send-queue\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.websocket.SilentClient;
import dev.sluice.signaling.websocket.TestClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** WebSockets whose clients don't do their part, beside a room in which pictures flow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SilentWebSocketIT {

  /** Of those that stop in the middle of the handshake, and of those that do after it. */
  private static final int HALF_OPEN = 1_000;

  /** What the kernel keeps between a server and a client is a few megabytes. */
  private static final int MOST_MESSAGES = 1_000;

  private static final int MESSAGE_CHARACTERS = 100_000;
  private static final int READ_PER_MESSAGE = MESSAGE_CHARACTERS / 100;

  private RunningServer server;
  private LiveRoom room;

  @BeforeAll
  void open() throws Exception {
    server =
        RunningServer.start(
            "--loops",
            "1",
            "--keep-alive",
            "1",
            "--resume-timeout",
            "0.1",
            "--max-send-queue",
            "200000",
            "--max-metadata-size",
            "200000",
            "--max-message-rate",
            "100000");
    room = LiveRoom.open(server);
  }

  @AfterAll
  void close() {
    room.close();
    server.close();
  }

  @Test
  void twoThousandThatAreHalfOpenCostTheRoomNothingAndAreClosed() throws Exception {
    int port = server.http().getPort();
    TestClient bob = TestClient.joined(port, LiveRoom.NAME, "bob");
    List<SilentClient> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_OPEN; i++) {
        halfOpen.add(SilentClient.halfOpen(port));
        halfOpen.add(SilentClient.open(port));
      }

      TestClient eve = TestClient.joined(port, LiveRoom.NAME, "eve");

      assertThat(bob.expect("participant-joined").path("participant").path("id").asText())
          .isEqualTo("eve");
      for (SilentClient client : halfOpen) {
        client.awaitEnd();
      }
      bob.expectNothing();
      eve.expectNothing();
      room.assertUnharmed();
    } finally {
      for (SilentClient client : halfOpen) {
        client.close();
      }
    }
  }

  @Test
  void oneThatReadsTooSlowlyIsCutOffAndTheRoomLosesNothing() throws Exception {
    int port = server.http().getPort();
    TestClient talker = TestClient.joined(port, LiveRoom.NAME, "talker");
    TestClient listener = TestClient.joined(port, LiveRoom.NAME, "listener");
    try (SilentClient slow = SilentClient.join(port, LiveRoom.NAME, "slow")) {
      listener.expect("participant-joined");
      String metadata = "x".repeat(MESSAGE_CHARACTERS);

      int said = 0;
      while (said < MOST_MESSAGES && refusals() == 0) {
        talker.say("{'type':'metadata','id':%d,'metadata':{'x':'%s'}}".formatted(++said, metadata));
        talker.await("ok");
        slow.read(READ_PER_MESSAGE);
      }

      assertThat(refusals()).isEqualTo(1);
      for (int heard = 0; heard < said; heard++) {
        listener.await("participant-updated");
      }
      assertThat(listener.await("participant-left").path("participant").asText()).isEqualTo("slow");
      LibWebRtcIT.await("the connection to be closed", () -> !slow.isHeard());
      room.assertUnharmed();
    }
  }

  private double refusals() {
    return server.metrics().sum("sluice_refusals_total", "limit", "send-queue");
  }
}

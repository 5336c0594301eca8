package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ice.PacketDrop;
import dev.sluice.signaling.e2e.FaultyMediaStack.Fault;
import dev.sluice.signaling.text.Words;
import dev.sluice.signaling.websocket.TestClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The server's own mistakes with one client, beside a room in which pictures flow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HandlerFaultIT {

  /** So many packets that it isn't by chance that they harm nobody. */
  private static final int FAILURES = 100;

  private final AtomicReference<FaultyMediaStack> media = new AtomicReference<>();
  private RunningServer server;
  private LiveRoom room;

  @BeforeAll
  void open() throws Exception {
    // One loop, so that all share it.
    server =
        RunningServer.start(
            (settings, control) -> {
              media.set(new FaultyMediaStack(settings, control));
              return media.get();
            },
            "--loops",
            "1");
    room = LiveRoom.open(server);
  }

  @AfterEach
  void mend() {
    media.get().setFault(Fault.NONE);
  }

  @AfterAll
  void close() {
    room.close();
    server.close();
  }

  @Test
  void packetsFromSomebodyThatCannotBeHandledCostTheRoomNothing() throws Exception {
    long before = failures();
    media.get().setFault(Fault.RECEIVING);
    try (var eve =
        new LibWebRtcPublisher(
            LiveRoom.whip(server, "eve"), 320, 240, 30, UnaryOperator.identity())) {
      eve.peer().awaitConnected();

      LibWebRtcIT.await("failures", () -> failures() - before >= FAILURES);

      room.assertUnharmed();
      assertThat(eve.peer().interruptions()).isEmpty();
    }
  }

  @Test
  void packetsToAViewerThatCannotBeHandledCostTheOtherViewerNothing() throws Exception {
    long before = failures();
    media.get().setFault(Fault.SENDING);
    try (var other =
        new LibWebRtcViewer(LiveRoom.whep(server.http(), "ada"), UnaryOperator.identity())) {
      other.peer().awaitConnected();

      LibWebRtcIT.await("failures", () -> failures() - before >= FAILURES);

      room.assertUnharmed();
      assertThat(other.peer().interruptions()).isEmpty();
    }
  }

  @Test
  void aMessageAndARequestThatCannotBeHandledAreToldSoAndCostTheRoomNothing() throws Exception {
    TestClient bob = TestClient.joined(server.http().getPort(), LiveRoom.NAME, "bob");
    media.get().setFault(Fault.MAKING);
    try (var viewer = new LibWebRtcViewer()) {
      bob.sayOffer(viewer.peer().offer(), "[]", "[]");
      assertThat(bob.expect("error").path("code").asText()).isEqualTo("internal");
    }
    assertThatThrownBy(
            () ->
                new LibWebRtcViewer(LiveRoom.whep(server.http(), "ada"), UnaryOperator.identity()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(" answered 500");

    assertThat(server.api("rooms/" + LiveRoom.NAME).path("viewers"))
        .as("who watches, without whom the server could not handle")
        .hasSize(1);
    bob.expectNothing();
    room.assertUnharmed();
  }

  private long failures() {
    return server
        .api("media")
        .path("statistics")
        .path("drops")
        .path(Words.of(PacketDrop.HANDLER_FAILED))
        .asLong();
  }
}

package dev.sluice.signaling.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.ConnectionFailure;
import dev.sluice.signaling.peer.ConnectionOutcome;
import dev.sluice.signaling.peer.ConnectionTotals;
import dev.sluice.signaling.peer.FakeMediaStack;
import dev.sluice.signaling.peer.Offers;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConnectionLogTest {

  /** Other tests' servers write into the same log. */
  private final String room = "room-" + UUID.randomUUID();

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private TestServer server;
  private FakeMediaStack.Connection connection;

  @BeforeEach
  void publish() throws Exception {
    lines.start();
    logger().setLevel(Level.INFO);
    logger().setAdditive(false);
    logger().addAppender(lines);
    server = TestServer.start();
    String sdp = Offers.offer().audio("sendonly").sdp();
    server.send("POST", "/whip/" + room + "/ada", sdp, "Content-Type", "application/sdp");
    connection = server.media().connections().getFirst();
  }

  @AfterEach
  void stop() {
    server.close();
    logger().detachAppender(lines);
    logger().setAdditive(true);
    logger().setLevel(null);
  }

  private Logger logger() {
    return context.getLogger("dev.sluice.connections");
  }

  private List<ILoggingEvent> lines() {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getFormattedMessage().contains(room))
        .toList();
  }

  private void failByFingerprint() {
    connection.fail(
        new ConnectionOutcome(
            CloseReason.DTLS_FAILED,
            Optional.of(ConnectionFailure.DTLS_FINGERPRINT),
            "the peer's certificate has the fingerprint sha-256 AA:BB",
            ConnectionTotals.none()));
  }

  @Test
  void aConnectionThatComesAboutIsOneLineWithItsPath() {
    connection.connect();

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().getFormattedMessage())
        .startsWith("connection c-1 of ada in room " + room + " connected after ")
        .endsWith(" ms, over UDP/IPv4 with 192.0.2.7 port 9");
  }

  @Test
  void aFailedConnectionIsOneLineThatNamesTheStepAndTheLikelyReason() {
    failByFingerprint();

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().getLevel().toString()).isEqualTo("WARN");
    assertThat(lines().getFirst().getFormattedMessage())
        .contains("failed after 0 s. DTLS: the client's certificate is not the one of its offer")
        .contains("(the peer's certificate has the fingerprint sha-256 AA:BB)")
        .contains("Likely: somebody is between");
  }

  @Test
  void machinesFindTheIdsInFieldsOfTheirOwn() throws Exception {
    failByFingerprint();
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.start();

    JsonNode line = new ObjectMapper().readTree(encoder.encode(lines().getFirst()));
    assertThat(line.path("kvpList").toString())
        .contains("{\"room\":\"" + room + "\"}")
        .contains("{\"participant\":\"ada\"}")
        .contains("{\"connection\":\"c-1\"}")
        .contains("{\"failure\":\"DTLS_FINGERPRINT\"}");
  }

  @Test
  void flightRecorderGetsAnEventForEach(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("connections.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("sluice.ConnectionJoined");
      recording.enable("sluice.ConnectionClosed");
      recording.start();
      connection.connect();
      failByFingerprint();
      recording.dump(file);
    }

    // A recording also gets what another test's recording has enabled meanwhile.
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("sluice.Connection"))
            .filter(event -> room.equals(event.getString("room")))
            .toList();
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactly("sluice.ConnectionJoined", "sluice.ConnectionClosed");
    assertThat(events.getLast().getString("failure")).isEqualTo("dtls-fingerprint");
  }
}

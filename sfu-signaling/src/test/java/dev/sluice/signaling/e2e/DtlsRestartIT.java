package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Chromium begins a new DTLS association within the connection when the media section that carries
 * its transport is stopped.
 */
final class DtlsRestartIT {

  private final String room = "room-" + UUID.randomUUID();
  private RunningServer server;
  private Chromium chromium;

  @BeforeEach
  void start() {
    server = RunningServer.start();
    chromium = new Chromium();
  }

  @AfterEach
  void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void mediaGoesOnBothWaysWhenTheFirstSectionIsStopped() {
    BrowserParticipant ada = join("Ada");
    BrowserParticipant bob = join("Bob");
    ada.awaitMovingVideos(1);
    bob.awaitMovingVideos(1);
    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);

    assertThat(
            ada.page()
                .evaluate(
                    """
                    async () => {
                      const { room } = sluice;
                      const [first, second] = room.peerConnection.getTransceivers();
                      const before = second.sender.transport;
                      const track = room.localTracks.find(t => t.transceiver === first);
                      first.stop();
                      await room.unpublish(track);
                      return [first.currentDirection, second.sender.transport !== before].join();
                    }
                    """))
        .isEqualTo("stopped,true");

    ada.awaitMovingVideos(1);
    bob.awaitMovingVideos(1);
    ada.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    ada.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    assertThat(ada.page().evaluate("() => sluice.room.peerConnection.connectionState"))
        .isEqualTo("connected");
    assertThat(server.api("rooms/" + room).path("participants"))
        .hasSize(2)
        .allSatisfy(
            participant -> {
              JsonNode connection = participant.path("connection");
              assertThat(connection.path("state").asText()).isEqualTo("connected");
              assertThat(connection.at("/path/protocol").asText()).isEqualTo("udp");
              assertThat(connection.at("/security/srtpProfile").asText()).startsWith("AEAD");
              assertThat(connection.at("/media/rtpPacketsReceived").asLong()).isPositive();
              assertThat(connection.at("/media/roundTripMillis").asDouble()).isPositive();
            });
  }

  private BrowserParticipant join(String name) {
    return BrowserParticipant.join(chromium, server.http(), room, name, "");
  }
}

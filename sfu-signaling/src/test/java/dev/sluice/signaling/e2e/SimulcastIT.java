package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A browser that sends its camera in three sizes, and one that gets those that it asks for. Alone
 * on the machine, for a picture also stops where an encoder or a decoder doesn't get its turn.
 */
@Isolated
final class SimulcastIT extends BrowserTest {

  @ParameterizedTest
  @ValueSource(strings = {"VP8", "H264", "VP9", "AV1"})
  void aViewerGetsTheSizeThatItAsksForWithoutAFreeze(String codec) {
    join("Ada", "&audio=0&codec=" + codec);
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitWidth(1280);
    double freezes = bob.sum("inbound-rtp", "video", "freezeCount");
    double pictureLosses = bob.sum("inbound-rtp", "video", "pliCount");

    for (int width : new int[] {320, 640, 1280, 640, 320, 1280}) {
      bob.prefer(width, width * 9 / 16);
      bob.awaitWidth(width);
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 15);
    }

    assertThat(bob.sum("inbound-rtp", "video", "freezeCount")).isEqualTo(freezes);
    assertThat(bob.sum("inbound-rtp", "video", "pliCount")).isEqualTo(pictureLosses);
    JsonNode layer = inRoom("Bob").path("subscriptions").path(0).path("statistics").path("layer");
    assertThat(layer.path("playingRid").asText()).isEqualTo("f");
    assertThat(layer.path("reason").asText()).isEqualTo("best");
    JsonNode best = announcedByAda("f").path("layers").path(0);
    assertThat(best.path("width").asInt()).isEqualTo(1280);
    assertThat(best.path("height").asInt()).isEqualTo(720);
    assertThat(best.path("bitratesBps").path(0).asInt()).isPositive();
  }

  /** What Ada's browser says of an encoding by the video layers allocation. */
  private JsonNode announcedByAda(String rid) {
    JsonNode publication = inRoom("Ada").path("publications").path(0);
    for (JsonNode encoding : publication.path("statistics").path("encodings")) {
      if (encoding.path("rid").asText().equals(rid)) {
        return encoding.path("announced");
      }
    }
    throw new AssertionError("No encoding " + rid + " in " + publication);
  }

  private JsonNode inRoom(String name) {
    for (JsonNode participant : server.api("rooms/" + room).path("participants")) {
      if (participant.path("name").asText().equals(name)) {
        return participant;
      }
    }
    throw new AssertionError(name + " isn't in the room");
  }
}

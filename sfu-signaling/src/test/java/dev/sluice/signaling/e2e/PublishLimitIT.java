package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A browser is held to what one connection may publish, and that doesn't hurt its picture. Alone on
 * the machine, whose lack of time would hurt it too.
 */
@Isolated
final class PublishLimitIT extends BrowserTest {

  private static final int LIMIT_BPS = 500_000;

  @Override
  RunningServer startServer() {
    return RunningServer.start("--max-publish-bitrate", "" + LIMIT_BPS);
  }

  @Test
  void chromiumKeepsToWhatItIsToldAndTheViewerSeesThatWithoutAFreeze() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "&video=0");
    bob.awaitMovingVideos(1);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 100);

    double freezes = bob.sum("inbound-rtp", "video", "freezeCount");
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 200);

    JsonNode connection =
        server.api("rooms/" + room + "/participants/" + ada.id()).path("connection");
    assertThat(connection.path("media").path("receiveBitrateBps").asLong())
        .isBetween(LIMIT_BPS / 4L, (long) LIMIT_BPS);
    assertThat(bob.sum("inbound-rtp", "video", "freezeCount")).isEqualTo(freezes);
    assertThat(bob.sum("inbound-rtp", "audio", "concealedSamples"))
        .isLessThan(0.02 * bob.sum("inbound-rtp", "audio", "totalSamplesReceived"));
  }
}

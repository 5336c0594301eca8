package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A camera that is sent only in the sizes that somebody watches, and a viewer that is told why.
 * Alone on the machine, for an encoder without its turn sends smaller pictures.
 */
@Isolated
final class LayersIT extends BrowserTest {

  private static final List<String> ALL = List.of("f", "h", "q");

  @Test
  void sizesThatNobodyWatchesAreNotSentUntilSomebodyDoes() {
    BrowserParticipant ada = join("Ada", "&audio=0&codec=VP8");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitWidth(1280);

    prefer(bob, 320, 180);
    bob.awaitWidth(320);
    awaitActive(ada, List.of("q"));
    Map<String, Double> sent = framesSent(ada);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 40);
    Map<String, Double> later = framesSent(ada);
    assertThat(later.get("q")).isGreaterThan(sent.get("q") + 20);
    // What was under way when the encodings were stopped may still be counted.
    assertThat(later.get("h")).isLessThanOrEqualTo(sent.get("h") + 2);
    assertThat(later.get("f")).isLessThanOrEqualTo(sent.get("f") + 2);

    double freezes = bob.sum("inbound-rtp", "video", "freezeCount");
    prefer(bob, 1280, 720);
    bob.awaitWidth(1280);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 40);
    assertThat(bob.sum("inbound-rtp", "video", "freezeCount")).isEqualTo(freezes);
  }

  @Test
  void aCameraThatNobodyWatchesIsNotSentUntilSomebodyDoes() {
    BrowserParticipant ada = join("Ada", "&audio=0&codec=VP8");
    awaitActive(ada, List.of());

    BrowserParticipant bob = join("Bob", "&video=0&audio=0");

    bob.awaitWidth(1280);
    bob.leave();
    awaitActive(ada, List.of());
  }

  @Test
  void theViewerAndTheOperatorAreToldWhy() {
    join("Ada", "&audio=0&codec=VP8");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitWidth(1280);
    bob.page().locator("#statistics").click();

    prefer(bob, 640, 360);

    bob.awaitWidth(640);
    bob.page().getByText(Pattern.compile("^h 640×360 \\d+/s$")).waitFor();
    bob.page().getByText(Pattern.compile("^as large as the tile, for \\d+ s$")).waitFor();
    JsonNode layer = layerOf(bob);
    assertThat(layer.path("estimateBps").asLong()).isPositive();
    assertThat(layer.path("playing").asBoolean()).isTrue();
    assertThat(layer.path("playingRid").asText()).isEqualTo("h");
    assertThat(layer.path("reason").asText()).isEqualTo("preference");
    assertThat(layer.path("waiting").isNull()).isTrue();

    bob.page()
        .evaluate(
            """
            async () => {
              for (const track of sluice.room.subscriptions.keys()) await sluice.room.pause(track);
            }
            """);
    bob.page().getByText(Pattern.compile("^paused here, for \\d+ s$")).waitFor();
    bob.page().getByText(Pattern.compile("\\d+ (packets? )?while paused")).waitFor();
    assertThat(layerOf(bob).path("reason").asText()).isEqualTo("paused-by-viewer");
  }

  private JsonNode layerOf(BrowserParticipant viewer) {
    return server
        .api("rooms/" + room + "/participants/" + viewer.id())
        .path("subscriptions")
        .path(0)
        .path("statistics")
        .path("layer");
  }

  private static void awaitActive(BrowserParticipant publisher, List<String> rids) {
    Chromium.await(
        publisher.page(),
        "only " + rids + " to be sent",
        () ->
            publisher.statistics("outbound-rtp", "video").size() == ALL.size()
                && publisher.statistics("outbound-rtp", "video").stream()
                    .filter(stats -> Boolean.TRUE.equals(stats.get("active")))
                    .map(stats -> (String) stats.get("rid"))
                    .sorted()
                    .toList()
                    .equals(rids));
  }

  private static Map<String, Double> framesSent(BrowserParticipant publisher) {
    Map<String, Double> frames = new TreeMap<>();
    for (Map<String, Object> stats : publisher.statistics("outbound-rtp", "video")) {
      frames.put(
          (String) stats.get("rid"), ((Number) stats.getOrDefault("framesSent", 0)).doubleValue());
    }
    return frames;
  }

  /** Instead of what the page asks for, which follows the size of its tiles. */
  private static void prefer(BrowserParticipant viewer, int width, int height) {
    viewer
        .page()
        .evaluate(
            """
            async ([width, height]) => {
              for (const track of sluice.room.subscriptions.keys())
                await sluice.room.prefer(track, { width, height });
            }
            """,
            List.of(width, height));
  }
}

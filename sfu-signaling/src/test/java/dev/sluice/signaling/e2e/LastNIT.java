package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A room that shows only the one who spoke last. */
final class LastNIT extends BrowserTest {

  @Test
  void whoSpeaksIsShownInThePlaceOfTheOneBefore() throws IOException {
    BrowserParticipant ada = join("Ada", "&audio=0&lastN=1");
    BrowserParticipant bob = join("Bob", "&audio=0");
    BrowserParticipant eve = join("Eve", "&audio=0");
    connectVoice(bob);
    connectVoice(eve);
    tile(ada, bob, "[data-video=on]").waitFor();
    tile(ada, eve, "[data-left-out=true][data-video=off]").waitFor();

    setVoice(eve, true);

    tile(ada, eve, "[data-left-out=false][data-video=on][data-speaking=true]").waitFor();
    tile(ada, bob, "[data-left-out=true][data-video=off]").waitFor();
    ada.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
    assertThat(stateOf(ada, eve)).isEqualTo("forwarding");
    assertThat(stateOf(ada, bob)).isEqualTo("last-n");
    Path picture =
        Path.of(System.getProperty("sluice.artifacts", "target/artifacts"), "last-n.png");
    Files.createDirectories(picture.getParent());
    ada.page().screenshot(new Page.ScreenshotOptions().setPath(picture));

    setVoice(eve, false);
    tile(ada, eve, "[data-left-out=false][data-video=on][data-speaking=false]").waitFor();
    setVoice(bob, true);
    tile(ada, bob, "[data-left-out=false][data-video=on][data-speaking=true]").waitFor();
    ada.awaitMovingVideos(1);
  }

  @Test
  void whoIsPinnedIsShownWhoeverSpeaks() {
    BrowserParticipant ada = join("Ada", "&audio=0&lastN=1");
    BrowserParticipant bob = join("Bob", "&audio=0");
    BrowserParticipant eve = join("Eve", "&audio=0");
    tile(ada, eve, "[data-left-out=true]").waitFor();

    ada.page().getByLabel("Keep Eve in view").click();

    tile(ada, eve, "[data-left-out=false][data-video=on]").waitFor();
    tile(ada, bob, "[data-left-out=false][data-video=on]").waitFor();
    ada.awaitMovingVideos(2);
    ada.page().getByLabel("Stop keeping Eve in view").click();
    tile(ada, eve, "[data-left-out=true]").waitFor();
  }

  /** The fake microphone only clicks; this one has a voice, which is silent at first. */
  private static void connectVoice(BrowserParticipant speaker) {
    speaker
        .page()
        .evaluate(
            """
            async () => {
              const context = new AudioContext();
              const tone = new OscillatorNode(context);
              const gain = new GainNode(context, { gain: 0 });
              const output = new MediaStreamAudioDestinationNode(context);
              tone.connect(gain).connect(output);
              tone.start();
              window.voice = gain.gain;
              await sluice.room.publish(output.stream.getAudioTracks()[0], { source: 'microphone' });
            }
            """);
  }

  private static void setVoice(BrowserParticipant speaker, boolean speaks) {
    speaker.page().evaluate("gain => { window.voice.value = gain; }", speaks ? 0.3 : 0);
  }

  private static Locator tile(BrowserParticipant viewer, BrowserParticipant shown, String is) {
    return viewer.page().locator("[data-participant='%s']%s".formatted(shown.id(), is));
  }

  /** Of a viewer's subscription to somebody's camera, as the API has it. */
  private String stateOf(BrowserParticipant viewer, BrowserParticipant publisher) {
    for (JsonNode participant : server.api("rooms/" + room).path("participants")) {
      for (JsonNode subscription : participant.path("subscriptions")) {
        JsonNode statistics = subscription.path("statistics");
        if (participant.path("id").asText().equals(viewer.id())
            && subscription.path("participant").asText().equals(publisher.id())
            && statistics.path("kind").asText().equals("video")) {
          return statistics.path("state").asText();
        }
      }
    }
    return "none";
  }
}

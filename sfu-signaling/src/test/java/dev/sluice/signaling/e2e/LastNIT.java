package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A room that shows only the one who spoke last. */
final class LastNIT extends BrowserTest {

  private static final int TURNS = 5;

  private static final String NOTE_NEXT_PICTURE =
      """
      (id) => {
        const video = document.querySelector(`[data-participant='${id}'] video`);
        window.shownMillis = new Promise((resolve) =>
            video.requestVideoFrameCallback(() => resolve(Date.now())));
      }
      """;

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

  /**
   * Whoever is left out by all is told to send the least size alone, which is shown with the first
   * word, of which it takes 120 ms to tell a word from a click.
   */
  @Test
  void thePictureOfSomebodyLeftOutByAllComesSoonAfterTheFirstWord() {
    BrowserParticipant ada = join("Ada", "&audio=0&video=0&lastN=1");
    BrowserParticipant bob = join("Bob", "&audio=0");
    BrowserParticipant eve = join("Eve", "&audio=0");
    for (BrowserParticipant each : List.of(bob, eve)) {
      connectVoice(each);
      watchNobody(each);
    }

    List<Double> seconds = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      BrowserParticipant speaker = turn % 2 == 0 ? eve : bob;
      tile(ada, speaker, "[data-left-out=true]").waitFor();
      Chromium.await(
          speaker.page(), "a camera in the least size alone", () -> encodingsSent(speaker) == 1);
      ada.page().evaluate(NOTE_NEXT_PICTURE, speaker.id());

      double spoke = setVoice(speaker, true);
      double shown = ada.number("() => window.shownMillis").doubleValue();

      seconds.add((shown - spoke) / 1000);
      tile(ada, speaker, "[data-left-out=false][data-video=on]").waitFor();
      setVoice(speaker, false);
      tile(ada, speaker, "[data-speaking=false]").waitFor();
    }
    Collections.sort(seconds);
    new Goals("last-N")
        .atMost("seconds from the first word to the picture", seconds.get(TURNS / 2), 0.3)
        .assertMet();
  }

  private static void watchNobody(BrowserParticipant participant) {
    Chromium.await(
        participant.page(),
        "a video to pause",
        () ->
            (boolean)
                participant
                    .page()
                    .evaluate(
                        """
                        async () => {
                          const videos = [...sluice.room.subscriptions.values()]
                              .filter(({ track }) => track.kind === 'video');
                          for (const { track } of videos) await sluice.room.pause(track.id);
                          return videos.length > 0;
                        }
                        """));
  }

  private static long encodingsSent(BrowserParticipant publisher) {
    return publisher.statistics("outbound-rtp", "video").stream()
        .filter(stats -> Boolean.TRUE.equals(stats.get("active")))
        .count();
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

  /** Returns when, in milliseconds of the clock that all pages of the machine share. */
  private static double setVoice(BrowserParticipant speaker, boolean speaks) {
    return ((Number)
            speaker
                .page()
                .evaluate(
                    "gain => { window.voice.value = gain; return Date.now(); }", speaks ? 0.3 : 0))
        .doubleValue();
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

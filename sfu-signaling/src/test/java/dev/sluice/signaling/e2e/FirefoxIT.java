package dev.sluice.signaling.e2e;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other browser: what it publishes and plays, with a Chromium in the same room. */
final class FirefoxIT extends BrowserTest {

  @TempDir private static Path profile;

  private Firefox firefox;

  /** Firefox has no candidate on the loopback address, so media goes by the machine's own. */
  @Override
  RunningServer startServer() {
    return RunningServer.start("--media-host", "0.0.0.0");
  }

  @BeforeAll
  void startFirefox() throws IOException {
    firefox = Firefox.start(profile);
  }

  @AfterAll
  void endFirefox() {
    if (firefox != null) {
      firefox.close();
    }
  }

  @AfterEach
  void closeTabs() {
    firefox.closeTabs();
  }

  @Test
  void itAndAChromiumSeeAndHearEachOther() throws InterruptedException {
    BrowserParticipant ada = join("Ada", "");
    Firefox.Tab finn = firefox.open(roomUrl("Finn", ""));

    ada.awaitMovingVideos(1);
    ada.awaitGrowth("inbound-rtp", "audio", "packetsReceived", 50);
    awaitMore(finn, "audio", "packetsReceived", 50);
    awaitMore(finn, "video", "framesDecoded", 30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8", "VP9", "AV1"})
  void aViewerGetsItsPictureInTheSizeThatIsAskedFor(String codec) throws InterruptedException {
    Firefox.Tab finn = firefox.open(roomUrl("Finn", "&audio=0&codec=" + codec));
    finn.await("!!window.sluice?.room?.id");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");

    for (int width : new int[] {1280, 320, 640}) {
      bob.prefer(width, width * 9 / 16);
      bob.awaitWidth(width);
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 15);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8", "VP9", "AV1"})
  void itGetsAPictureInTheSizeThatItAsksFor(String codec) throws InterruptedException {
    join("Ada", "&audio=0&codec=" + codec);
    Firefox.Tab finn = firefox.open(roomUrl("Finn", "&video=0&audio=0"));
    finn.await("window.sluice?.room?.subscriptions?.size === 1");

    for (int width : new int[] {1280, 320, 640}) {
      finn.evaluate(
          """
          (async () => {
            window.ask ??= sluice.room.prefer.bind(sluice.room);
            sluice.room.prefer = async () => {};
            for (const track of sluice.room.subscriptions.keys())
              await window.ask(track, { width: %d, height: %d });
          })()
          """
              .formatted(width, width * 9 / 16));
      finn.await(inbound("video", "frameWidth") + " === " + width);
      awaitMore(finn, "video", "framesDecoded", 15);
    }
  }

  @Test
  void whatItPublishesByWhipItPlaysByWhep() throws InterruptedException {
    firefox.open(streamUrl("publish.html", "studio", "&autostart=1"));
    Firefox.Tab viewer = firefox.open(streamUrl("play.html", "studio", ""));

    awaitMore(viewer, "video", "framesDecoded", 30);
    awaitMore(viewer, "audio", "packetsReceived", 50);
  }

  @Test
  void mediaGoesOnThroughItsIceRestart() throws InterruptedException {
    BrowserParticipant ada = join("Ada", "");
    Firefox.Tab finn = firefox.open(roomUrl("Finn", ""));
    awaitMore(finn, "video", "framesDecoded", 30);
    String ufrag = "sluice.room.peerConnection.localDescription.sdp.match(/a=ice-ufrag:(.*)/)[1]";
    String before = finn.evaluate(ufrag).asText();

    finn.evaluate("sluice.room.restartIce()");

    finn.await(ufrag + " !== '" + before + "'");
    awaitMore(finn, "video", "framesDecoded", 60);
    ada.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
  }

  private static void awaitMore(Firefox.Tab tab, String kind, String field, int more)
      throws InterruptedException {
    int before = tab.evaluate(inbound(kind, field)).asInt();
    tab.await(inbound(kind, field) + " >= " + (before + more));
  }

  /** A statistic of all that is received, added up. */
  private static String inbound(String kind, String field) {
    return """
    [...(await (window.sluice?.room ?? window.sluice?.session)?.peerConnection?.getStats() ?? [])
        .values()]
        .filter(s => s.type === 'inbound-rtp' && s.kind === '%s')
        .reduce((sum, s) => sum + (s.%s ?? 0), 0)\
    """
        .formatted(kind, field);
  }
}

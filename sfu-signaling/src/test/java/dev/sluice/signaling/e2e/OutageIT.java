package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Networks, browsers and servers that fail without a word. */
final class OutageIT extends BrowserTest {

  /** Consent lasts 30 s (RFC 7675 section 5.1); a cut connection takes so long to be noticed. */
  private static final double CONSENT_PATIENCE_MS = 60_000;

  @Override
  RunningServer startServer() {
    return RunningServer.start("--resume-timeout", "1");
  }

  @Test
  void whoseSocketDropsAndDoesNotComeBackIsGoneFromTheRoom() {
    BrowserParticipant ada = join("Ada", "&video=0&audio=0");
    BrowserParticipant bob = join("Bob", "");
    ada.awaitMovingVideos(1);
    ada.page()
        .evaluate(
            """
            () => sluice.room.addEventListener('participantleft', ({ detail }) => {
              window.leftBecause = detail.reason;
            })
            """);

    bob.page()
        .evaluate(
            """
            () => {
              window.WebSocket = class { constructor() { throw new Error('no network'); } };
              sluice.room.socket.close(4000, 'a test drops it');
            }
            """);

    ada.page().waitForFunction("() => window.leftBecause");
    assertThat(ada.page().evaluate("() => window.leftBecause")).isEqualTo("timeout");
    ada.page().waitForFunction("() => document.querySelectorAll('.tile').length === 1");
  }

  @Test
  void aPublisherAndAViewerWhoseNetworkIsCutAreGoneWhenConsentHasExpired() throws Exception {
    BrowserParticipant ada = join("Ada", "&video=0&audio=0");
    try (var relay = new RelayedLink(server)) {
      Page page = relay.newPage(chromium);
      page.navigate(streamUrl("publish.html", "studio", "&autostart=1"));
      ada.awaitMovingVideos(1);
      var viewer =
          new LibWebRtcViewer(server.http().resolve("whep/" + room + "/studio"), relay::divert);
      viewer.peer().awaitConnected();
      assertThat(server.api("rooms/" + room).path("viewers")).hasSize(1);

      relay.loss(1);

      ada.page()
          .waitForFunction(
              "() => sluice.room.participants.size === 0",
              null,
              new Page.WaitForFunctionOptions().setTimeout(CONSENT_PATIENCE_MS));
      LibWebRtcIT.await(
          "the viewer to be gone", () -> server.api("rooms/" + room).path("viewers").isEmpty());
      viewer.peer().connection().close();
    }
  }
}

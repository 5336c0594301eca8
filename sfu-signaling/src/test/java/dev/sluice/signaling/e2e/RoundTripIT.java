package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Browsers that only receive, and negotiate to learn their round trip (RFC 3611). */
final class RoundTripIT extends BrowserTest {

  /** What browsers may do with an offer that isn't word by word their own. */
  private static final String INSIST_ON_OWN_OFFERS =
      """
      const apply = RTCPeerConnection.prototype.setLocalDescription;
      RTCPeerConnection.prototype.setLocalDescription = async function (...args) {
        if (args[0]?.sdp?.includes('rrtr')) throw new DOMException('', 'InvalidModificationError');
        return apply.apply(this, args);
      };
      """;

  private BrowserParticipant ada;

  @BeforeEach
  void letSomebodyPublish() {
    ada = join("Ada", "");
  }

  @Test
  void whoWatchesARoomNegotiatesIt() {
    BrowserParticipant viewer = watch("");

    assertThat(offers(viewer)).isTrue();
    assertThat(isAnswered(viewer)).isTrue();
  }

  @Test
  void whoPlaysByWhepNegotiatesIt() {
    BrowserParticipant viewer = play("");

    assertThat(offers(viewer)).isTrue();
    assertThat(isAnswered(viewer)).isTrue();
  }

  @Test
  void whoseBrowserInsistsOnItsOwnOffersWatchesARoomAllTheSame() {
    assertThat(offers(watch(INSIST_ON_OWN_OFFERS))).isFalse();
  }

  @Test
  void whoseBrowserInsistsOnItsOwnOffersPlaysByWhepAllTheSame() {
    assertThat(offers(play(INSIST_ON_OWN_OFFERS))).isFalse();
  }

  private BrowserParticipant watch(String script) {
    return moving(BrowserParticipant.joined(open(roomUrl("Bob", "&video=0&audio=0"), script)));
  }

  private BrowserParticipant play(String script) {
    return moving(BrowserParticipant.stream(open(streamUrl("play.html", ada.id(), ""), script)));
  }

  private Page open(String url, String script) {
    Page page = chromium.newPage(1280, 800);
    page.addInitScript(script);
    page.navigate(url);
    return page;
  }

  private static BrowserParticipant moving(BrowserParticipant viewer) {
    viewer.awaitMovingVideos(1);
    return viewer;
  }

  private static boolean offers(BrowserParticipant viewer) {
    return says(viewer, "localDescription");
  }

  private static boolean isAnswered(BrowserParticipant viewer) {
    return says(viewer, "remoteDescription");
  }

  private static boolean says(BrowserParticipant viewer, String description) {
    return (boolean)
        viewer
            .page()
            .evaluate(
                """
                description => (sluice.room ?? sluice.session).peerConnection[description].sdp
                    .includes('rrtr')
                """,
                description);
  }
}

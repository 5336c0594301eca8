package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One stream at a time: published on {@code /publish.html}, played on {@code /play.html}. */
final class WhipWhepIT extends BrowserTest {

  @Test
  void whatIsPublishedByWhipIsPlayedByWhepInItsSizeAndWithItsSound() {
    BrowserParticipant publisher = publish();
    BrowserParticipant viewer = play("studio");

    viewer.awaitMovingVideos(1);
    Chromium.await(
        viewer.page(),
        "the published size",
        () -> {
          Map<String, Object> sent = publisher.statistics("outbound-rtp", "video").getFirst();
          Map<String, Object> got = viewer.statistics("inbound-rtp", "video").getFirst();
          return sent.get("frameWidth") != null
              && sent.get("frameWidth").equals(got.get("frameWidth"))
              && sent.get("frameHeight").equals(got.get("frameHeight"));
        });
    // Browsers play sound only after a click; Chromium decodes none before.
    viewer.page().getByTestId("unmute").click();
    viewer.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    awaitState(viewer, "live");
  }

  @Test
  void aViewerWhoCameFirstWaitsAndThenSeesThePublisher() {
    BrowserParticipant viewer = play("studio");
    awaitState(viewer, "waiting");
    String session = session(viewer);

    publish();

    viewer.awaitMovingVideos(1);
    awaitState(viewer, "live");
    assertThat(session(viewer)).isEqualTo(session);
  }

  @Test
  void aViewersSessionOutlivesThePublishers() {
    BrowserParticipant publisher = publish();
    BrowserParticipant viewer = play("studio");
    viewer.awaitMovingVideos(1);
    String first = session(publisher);
    String watching = session(viewer);

    publisher.page().getByTestId("stop").click();
    awaitState(viewer, "waiting");
    publisher.page().getByTestId("start").click();
    publisher.page().waitForFunction("first => sluice.session.resource !== first", first);

    viewer.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
    awaitState(viewer, "live");
    assertThat(session(viewer)).isEqualTo(watching);
  }

  @Test
  void mediaGoesOnThroughIceRestartsOfBothSides() {
    BrowserParticipant publisher = publish();
    BrowserParticipant viewer = play("studio");
    viewer.awaitMovingVideos(1);

    for (BrowserParticipant restarting : new BrowserParticipant[] {publisher, viewer}) {
      String before = remoteUfrag(restarting);
      restarting.page().evaluate("async () => { await sluice.session.restartIce(); }");

      assertThat(remoteUfrag(restarting)).isNotEqualTo(before);
      viewer.awaitGrowth("inbound-rtp", "video", "framesDecoded", 30);
      assertThat(restarting.page().evaluate("() => sluice.session.peerConnection.connectionState"))
          .isEqualTo("connected");
    }
  }

  @Test
  void aDeletedPublicationIsGoneForTheRoom() {
    BrowserParticipant publisher = publish();
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);

    publisher.page().getByTestId("stop").click();

    bob.page().waitForFunction("() => sluice.room.participants.size === 0");
    assertThat(bob.page().getByTestId("tile").count()).isEqualTo(1);
    Object status =
        publisher
            .page()
            .evaluate(
                "async () => (await fetch(sluice.session.resource, { method: 'DELETE' })).status");
    assertThat(status).isEqualTo(404);
  }

  @Test
  void somebodyInARoomIsWatchedByWhep() {
    BrowserParticipant ada = join("Ada", "");

    BrowserParticipant viewer = play(ada.id());

    viewer.awaitMovingVideos(1);
    // Browsers play sound only after a click; Chromium decodes none before.
    viewer.page().getByTestId("unmute").click();
    viewer.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    ada.page().getByTestId("leave").click();
    awaitState(viewer, "waiting");
  }

  private BrowserParticipant publish() {
    return BrowserParticipant.stream(
        chromium.open(streamUrl("publish.html", "studio", "&autostart=1")));
  }

  private BrowserParticipant play(String participant) {
    return BrowserParticipant.stream(chromium.open(streamUrl("play.html", participant, "")));
  }

  private static void awaitState(BrowserParticipant viewer, String state) {
    Page page = viewer.page();
    page.waitForFunction(
        "state => document.getElementById('player').dataset.state === state", state);
  }

  private static String session(BrowserParticipant participant) {
    return (String) participant.page().evaluate("() => sluice.session.resource");
  }

  private static String remoteUfrag(BrowserParticipant participant) {
    return (String)
        participant
            .page()
            .evaluate(
                """
                () => sluice.session.peerConnection.currentRemoteDescription.sdp
                    .match(/a=ice-ufrag:(\\S+)/)[1]
                """);
  }
}

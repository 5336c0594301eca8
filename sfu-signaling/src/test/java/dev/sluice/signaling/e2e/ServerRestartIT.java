package dev.sluice.signaling.e2e;

import org.junit.jupiter.api.Test;

/** A server that is stopped and started again under running pages. */
final class ServerRestartIT extends BrowserTest {

  @Test
  void everybodyIsBackByThemselves() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);
    var publisher =
        BrowserParticipant.stream(
            chromium.open(streamUrl("publish.html", "studio", "&autostart=1&video=0")));
    var viewer = BrowserParticipant.stream(chromium.open(streamUrl("play.html", "studio", "")));
    viewer.awaitMovingVideos(1);
    String published = (String) publisher.page().evaluate("() => sluice.session.resource");
    String played = (String) viewer.page().evaluate("() => sluice.session.resource");

    ada.noteReconnection();
    bob.noteReconnection();

    server = server.restart();

    ada.awaitReconnection();
    bob.awaitReconnection();
    bob.awaitMovingVideos(1);
    publisher.page().waitForFunction("old => sluice.session.resource !== old", published);
    viewer.page().waitForFunction("old => sluice.session.resource !== old", played);
    viewer.awaitMovingVideos(1);
    viewer
        .page()
        .waitForFunction("() => document.getElementById('player').dataset.state === 'live'");
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People with Chromium meet in a room of the demo page. */
final class RoomIT extends BrowserTest {

  @Test
  void twoViewersDecodeThePublishedSizeAndRateAndHearTheMicrophone() {
    BrowserParticipant publisher = join("Ada", "");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    BrowserParticipant eve = join("Eve", "&video=0&audio=0");

    bob.awaitMovingVideos(1);
    eve.awaitMovingVideos(1);
    for (BrowserParticipant viewer : new BrowserParticipant[] {bob, eve}) {
      Chromium.await(
          viewer.page(),
          "the published size and rate",
          () -> {
            // Of the encodings published, the one that suits the viewer's tile.
            Map<String, Object> got = viewer.statistics("inbound-rtp", "video").getFirst();
            return publisher.statistics("outbound-rtp", "video").stream()
                .anyMatch(
                    sent ->
                        got.get("frameWidth").equals(sent.get("frameWidth"))
                            && got.get("frameHeight").equals(sent.get("frameHeight"))
                            && Math.abs(rate(sent) - rate(got)) <= 3);
          });
      viewer.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
    }
  }

  @Test
  void threePeopleEachSeeTheTwoOthers() throws IOException {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "");
    BrowserParticipant eve = join("Eve", "");

    ada.awaitMovingVideos(2);
    bob.awaitMovingVideos(2);
    eve.awaitMovingVideos(2);
    ada.awaitMovingVideos(2);

    Path picture = Path.of(System.getProperty("sluice.artifacts", "target/artifacts"), "demo.png");
    Files.createDirectories(picture.getParent());
    ada.page().screenshot(new Page.ScreenshotOptions().setPath(picture));
    assertThat(picture).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8", "VP9", "H264", "AV1"})
  void everyVideoCodecOfTheBrowserReachesAViewer(String codec) {
    join("Ada", "&audio=0&codec=" + codec);
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");

    bob.awaitMovingVideos(1);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);

    assertThat(
            bob.page()
                .evaluate(
                    """
                    async () => {
                      const stats = await sluice.room.peerConnection.getStats();
                      const video = [...stats.values()]
                          .find(s => s.type === 'inbound-rtp' && s.kind === 'video');
                      return stats.get(video.codecId).mimeType;
                    }
                    """))
        .isEqualTo("video/" + codec);
  }

  @Test
  void aViewerWhoComesLateSeesAPicture() {
    BrowserParticipant ada = join("Ada", "");
    ada.awaitGrowth("outbound-rtp", "video", "framesEncoded", 100);

    join("Bob", "&video=0&audio=0").awaitMovingVideos(1);
  }

  @Test
  void aSharedScreenIsOneMoreVideo() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);

    ada.page()
        .evaluate(
            """
            async () => {
              const canvas = Object.assign(document.createElement('canvas'),
                  { width: 640, height: 360 });
              const pen = canvas.getContext('2d');
              let n = 0;
              setInterval(() => {
                pen.fillStyle = `hsl(${n++ % 360} 80% 50%)`;
                pen.fillRect(0, 0, 640, 360);
              }, 50);
              navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(15);
            }
            """);
    ada.page().getByTestId("share").click();

    bob.awaitMovingVideos(2);
    assertThat(bob.page().locator("[data-source=screen]").count()).isEqualTo(1);
  }

  @Test
  void aMutedMicrophoneFallsSilentAndComesBack() {
    BrowserParticipant ada = join("Ada", "&video=0");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);

    ada.page().getByTestId("microphone").click();
    bob.page()
        .waitForFunction(
            "() => document.querySelector('[data-local=false][data-muted=true],"
                + " [data-muted=true]:not([data-local])')");
    Chromium.await(
        bob.page(),
        "silence",
        () -> {
          double before = bob.sum("inbound-rtp", "audio", "packetsReceived");
          bob.page().waitForTimeout(500);
          return bob.sum("inbound-rtp", "audio", "packetsReceived") - before <= 1;
        });

    ada.page().getByTestId("microphone").click();
    bob.awaitGrowth("inbound-rtp", "audio", "totalAudioEnergy", 0.001);
  }

  @Test
  void aPublisherWhoReloadsIsSeenAgain() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "&video=0&audio=0");
    bob.awaitMovingVideos(1);

    ada.page().reload();

    ada.page().waitForFunction("() => window.sluice?.room?.id");
    bob.page().waitForFunction("() => sluice.room.participants.size === 1");
    bob.awaitMovingVideos(1);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 20);
  }

  @Test
  void mediaGoesOnWhileTheWebSocketDropsAndResumes() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "");
    bob.awaitMovingVideos(1);
    String id = (String) bob.page().evaluate("() => sluice.room.id");

    bob.page()
        .evaluate(
            """
            () => {
              window.resumed = new Promise(r =>
                  sluice.room.addEventListener('reconnected', r, { once: true }));
              sluice.room.socket.close(4000, 'a test drops it');
            }
            """);
    bob.page().evaluate("async () => { await window.resumed; }");

    assertThat(bob.page().evaluate("() => sluice.room.id")).isEqualTo(id);
    assertThat(bob.page().evaluate("() => sluice.room.peerConnection.connectionState"))
        .isEqualTo("connected");
    assertThat(ada.page().evaluate("() => sluice.room.participants.size")).isEqualTo(1);
    ada.awaitMovingVideos(1);
    bob.awaitMovingVideos(1);
  }

  @Test
  void aClientThatReachesOnlyTheTcpPortSeesAndIsSeen() {
    BrowserParticipant ada = join("Ada", "");
    Page page = chromium.newPage(1280, 800);
    page.addInitScript(
        """
        const apply = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function (description) {
          const sdp = description.sdp.replace(/^a=candidate:\\S+ \\d+ udp .*\\r\\n/gim, '');
          return apply.call(this, { type: description.type, sdp });
        };
        """);
    page.navigate(server.http() + "?room=" + room + "&name=Tess&autojoin=1");
    BrowserParticipant tess = new BrowserParticipant(page);
    page.waitForFunction("() => window.sluice?.room?.id");

    tess.awaitMovingVideos(1);
    ada.awaitMovingVideos(1);
    assertThat(
            page.evaluate(
                """
                async () => {
                  const stats = [...(await sluice.room.peerConnection.getStats()).values()];
                  return stats.filter(s => s.type === 'remote-candidate').map(s => s.protocol);
                }
                """))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsOnly("tcp");
  }

  @Test
  void whoLeavesIsGoneFromTheOthersPages() {
    BrowserParticipant ada = join("Ada", "");
    BrowserParticipant bob = join("Bob", "");
    ada.awaitMovingVideos(1);

    bob.page().getByTestId("leave").click();

    ada.page().waitForFunction("() => sluice.room.participants.size === 0");
  }

  private static double rate(Map<String, Object> stats) {
    return stats.get("framesPerSecond") instanceof Number number ? number.doubleValue() : 0;
  }
}

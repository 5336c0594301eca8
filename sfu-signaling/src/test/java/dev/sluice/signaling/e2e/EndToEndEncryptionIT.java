package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Browsers that encrypt pictures end to end: the server sees dependency descriptors, and behind
 * them nothing that it could read. Alone on the machine, for an encoder without its turn sends
 * smaller pictures.
 */
@Isolated
final class EndToEndEncryptionIT extends BrowserTest {

  /**
   * Every bit of a picture is turned over: of VP8 and VP9 also the one by which a payload says that
   * it begins a key frame.
   */
  private static final String WORKER =
      """
      onrtctransform = ({ transformer }) =>
        transformer.readable
          .pipeThrough(
            new TransformStream({
              transform(frame, controller) {
                frame.data = new Uint8Array(frame.data).map((byte) => byte ^ 0xff).buffer;
                controller.enqueue(frame);
              },
            })
          )
          .pipeTo(transformer.writable);
      """;

  @ParameterizedTest
  @CsvSource({"VP8, ", "VP9, ", "VP9, L3T3", "VP9, L3T3_KEY"})
  void aViewerGetsTheSizeThatItAsksForOfPicturesThatTheServerCannotRead(
      String codec, String scalabilityMode) {
    BrowserParticipant ada = joinEncrypting("Ada");
    BrowserParticipant bob = joinEncrypting("Bob");
    ada.page()
        .evaluate(
            """
            async ([codec, scalabilityMode]) => {
              const camera = await navigator.mediaDevices.getUserMedia(
                { video: { width: 1280, height: 720, frameRate: 20 } });
              const layers = scalabilityMode ? { scalabilityMode } : {};
              await sluice.room.publish(camera.getVideoTracks()[0], { codec, ...layers });
            }
            """,
            scalabilityMode == null ? List.of(codec, "") : List.of(codec, scalabilityMode));
    bob.awaitWidth(1280);
    double pictureLosses = bob.sum("inbound-rtp", "video", "pliCount");

    for (int width : new int[] {320, 640, 1280, 320, 1280}) {
      bob.prefer(width, width * 9 / 16);
      bob.awaitWidth(width);
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 15);
    }

    assertThat(bob.sum("inbound-rtp", "video", "pliCount")).isEqualTo(pictureLosses);
  }

  private BrowserParticipant joinEncrypting(String name) {
    Page page = chromium.newPage(1280, 800);
    page.route(
        "**/turn-over.js",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/javascript").setBody(WORKER)));
    page.navigate(roomUrl(name, "&audio=0&video=0"));
    BrowserParticipant participant = BrowserParticipant.joined(page);
    // From the first frame on: a browser heeds no transform that comes with the track event.
    page.evaluate(
        """
        () => {
          const worker = new Worker('/turn-over.js');
          sluice.room.peerConnection.addTransceiver = function (...given) {
            const transceiver = RTCPeerConnection.prototype.addTransceiver.apply(this, given);
            const { direction, sender, receiver } = transceiver;
            const end = direction === 'recvonly' ? receiver : sender;
            end.transform = new RTCRtpScriptTransform(worker, {});
            return transceiver;
          };
        }
        """);
    return participant;
  }
}

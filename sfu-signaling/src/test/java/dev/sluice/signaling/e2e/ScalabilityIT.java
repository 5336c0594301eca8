package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A browser that sends one stream of several layers, and one that gets those that it asks for.
 * Alone on the machine, for an encoder without its turn sends smaller pictures, whatever is asked
 * for.
 */
@Isolated
final class ScalabilityIT extends BrowserTest {

  private BrowserParticipant ada;
  private BrowserParticipant bob;

  private void publish(String codec, String mode) {
    ada = join("Ada", "&audio=0&video=0");
    ada.page()
        .evaluate(
            """
            async ([codec, scalabilityMode]) => {
              const camera = await navigator.mediaDevices.getUserMedia(
                { video: { width: 1280, height: 720, frameRate: 20 } });
              const { transceiver } =
                await sluice.room.publish(camera.getVideoTracks()[0], { codec, scalabilityMode });
              // A VP8 encoder begins small otherwise, and takes most of a minute to grow.
              const parameters = transceiver.sender.getParameters();
              parameters.degradationPreference = 'maintain-resolution';
              await transceiver.sender.setParameters(parameters);
            }
            """,
            List.of(codec, mode));
    bob = join("Bob", "&audio=0&video=0");
    awaitWidth(1280);
    // A decoder that begins may ask for a keyframe once more.
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 40);
  }

  @ParameterizedTest
  @CsvSource({"VP9, L3T3", "VP9, L3T3_KEY", "AV1, L3T3", "AV1, L3T3_KEY"})
  void aViewerGetsTheSizeAndTheFrameRateThatItAsksFor(String codec, String mode) {
    publish(codec, mode);
    double pictureLosses = bob.sum("inbound-rtp", "video", "pliCount");

    for (int width : new int[] {320, 640, 1280, 320, 1280}) {
      prefer(Map.of("width", width, "height", width * 9 / 16));
      awaitWidth(width);
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 15);
    }
    prefer(Map.of("width", 320, "height", 180, "temporalLayer", 0));
    awaitWidth(320);
    awaitShareOfFrames(0, 0.35);
    prefer(Map.of("width", 1280, "height", 720, "temporalLayer", 0));
    awaitWidth(1280);
    awaitShareOfFrames(0, 0.35);
    prefer(Map.of("width", 1280, "height", 720));
    awaitShareOfFrames(0.7, 1.5);

    assertThat(bob.sum("inbound-rtp", "video", "pliCount")).isEqualTo(pictureLosses);
  }

  @ParameterizedTest
  @CsvSource({"VP8, L1T3", "H264, L1T3", "VP9, L1T3", "AV1, L1T3"})
  void theFrameRateGoesDownAndUpWithoutAKeyFrame(String codec, String mode) {
    publish(codec, mode);
    double pictureLosses = bob.sum("inbound-rtp", "video", "pliCount");
    double keyFrames = bob.sum("inbound-rtp", "video", "keyFramesDecoded");

    for (int round = 0; round < 2; round++) {
      prefer(Map.of("temporalLayer", 0));
      awaitShareOfFrames(0, 0.35);
      prefer(Map.of("temporalLayer", 1));
      awaitShareOfFrames(0.35, 0.65);
      prefer(Map.of("temporalLayer", 2));
      awaitShareOfFrames(0.7, 1.5);
    }

    assertThat(bob.sum("inbound-rtp", "video", "pliCount")).isEqualTo(pictureLosses);
    assertThat(bob.sum("inbound-rtp", "video", "keyFramesDecoded")).isEqualTo(keyFrames);
  }

  private void awaitWidth(int width) {
    Chromium.await(
        bob.page(),
        "pictures " + width + " wide",
        () -> bob.sum("inbound-rtp", "video", "frameWidth") == width);
  }

  /** Of 20 pictures of the camera and those that come meanwhile, so many are shown. */
  private void awaitShareOfFrames(double atLeast, double below) {
    Chromium.await(
        bob.page(),
        "between " + atLeast + " and " + below + " of the pictures",
        () -> {
          double sent = ada.sum("media-source", "video", "frames");
          double decoded = bob.sum("inbound-rtp", "video", "framesDecoded");
          ada.awaitGrowth("media-source", "video", "frames", 20);
          double share =
              (bob.sum("inbound-rtp", "video", "framesDecoded") - decoded)
                  / (ada.sum("media-source", "video", "frames") - sent);
          return share >= atLeast && share < below;
        });
  }

  /** Instead of what the page asks for, which follows the size of its tiles. */
  private void prefer(Map<String, Integer> wanted) {
    bob.page()
        .evaluate(
            """
            async wanted => {
              window.ask ??= sluice.room.prefer.bind(sluice.room);
              sluice.room.prefer = async () => {};
              for (const track of sluice.room.subscriptions.keys())
                await window.ask(track, wanted);
            }
            """,
            wanted);
  }
}

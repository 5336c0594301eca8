package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A browser behind a link that the kernel makes narrow, judged by the browser's own statistics.
 * Alone on the machine, for its own lack of time is worse than any link.
 */
@Isolated
final class ShapedLinkIT extends BrowserTest {

  private ShapedLink link;
  private Chromium behind;
  private URI seenFromBehind;

  @Override
  RunningServer startServer() {
    try {
      link = new ShapedLink();
    } catch (IOException e) {
      abort("A narrow link takes root, iproute2 and the kernel's network namespaces: " + e);
    }
    return RunningServer.start(
        "--http-host",
        "0.0.0.0",
        "--open",
        "--media-host",
        "0.0.0.0",
        "--media-advertise",
        "127.0.0.1," + link.serverAddress());
  }

  @BeforeEach
  void startBrowserBehindTheLink(@TempDir Path folder) throws IOException {
    seenFromBehind =
        URI.create("http://" + link.serverAddress() + ":" + server.http().getPort() + "/");
    // Pages of other machines get no media API otherwise, unless by HTTPS.
    behind =
        new Chromium(
            link.behind(Chromium.executable(), folder),
            "--unsafely-treat-insecure-origin-as-secure=" + seenFromBehind);
  }

  @AfterEach
  void closeBrowserBehindTheLink() {
    if (behind != null) {
      behind.close();
    }
  }

  @AfterAll
  void removeLink() throws IOException {
    if (link != null) {
      link.close();
    }
  }

  @Test
  void onFiveMegabitsThePictureGetsToItsFullSizeWithoutAFreeze() throws IOException {
    BrowserParticipant bob = joinBehind(5_000_000);

    awaitWidth(bob, 1280);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);

    assertThat(video(bob, "frameWidth")).isEqualTo(1280);
    assertThat(video(bob, "freezeCount")).isZero();
    assertThat(bob.sum("inbound-rtp", "audio", "concealedSamples")).isLessThan(samples(0.1));
  }

  @Test
  void whereTheLinkBecomesNarrowThePictureGetsSmallerAndLaterComesBack() throws IOException {
    BrowserParticipant bob = joinBehind(3_000_000);
    awaitWidth(bob, 1280);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);

    link.rateBps(500_000);
    awaitWidth(bob, 640);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 200);
    assertThat(video(bob, "freezeCount")).isLessThanOrEqualTo(1);

    double freezes = video(bob, "freezeCount");
    link.rateBps(3_000_000);
    awaitWidth(bob, 1280);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
    assertThat(video(bob, "frameWidth")).isEqualTo(1280);
    assertThat(video(bob, "freezeCount")).isEqualTo(freezes);
  }

  @Test
  void onOneMegabitTheLinkIsUsedWithoutAFreezeAndWithoutAGapInTheSound() throws IOException {
    BrowserParticipant bob = joinBehind(1_000_000);
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 200);

    double freezes = video(bob, "freezeCount");
    double concealed = bob.sum("inbound-rtp", "audio", "concealedSamples");
    double received = bob.sum("inbound-rtp", "audio", "totalSamplesReceived");
    double beganMillis = video(bob, "timestamp");
    long beganBytes = link.sentBytes();
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 400);
    double seconds = (video(bob, "timestamp") - beganMillis) / 1000;

    assertThat((link.sentBytes() - beganBytes) * 8 / seconds).isGreaterThan(850_000);
    assertThat(video(bob, "freezeCount")).isEqualTo(freezes);
    assertThat(bob.sum("inbound-rtp", "audio", "concealedSamples") - concealed)
        .isLessThan(0.005 * (bob.sum("inbound-rtp", "audio", "totalSamplesReceived") - received));
  }

  /** Bob sees Ada, who publishes in three sizes, over a link of this rate. */
  private BrowserParticipant joinBehind(long rateBps) throws IOException {
    link.rateBps(rateBps);
    BrowserParticipant ada = join("Ada", "&codec=VP8");
    // So that the other page doesn't take the machine from her while she finds out how much to
    // send.
    ada.awaitGrowth("outbound-rtp", "video", "framesEncoded", 45);
    return BrowserParticipant.join(behind, seenFromBehind, room, "Bob", "&video=0&audio=0");
  }

  private static double video(BrowserParticipant viewer, String field) {
    return viewer.sum("inbound-rtp", "video", field);
  }

  private static void awaitWidth(BrowserParticipant viewer, int width) {
    Chromium.await(
        viewer.page(), "pictures " + width + " wide", () -> video(viewer, "frameWidth") == width);
  }

  /** Of Opus at 48 kHz. */
  private static double samples(double seconds) {
    return 48_000 * seconds;
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The image, behind a container engine's address translation. Alone on the machine, for a browser
 * that sees the engine's network come begins all requests anew.
 */
@Isolated
final class ContainerIT {

  private static final int TERMINATED = 128 + 15;

  @TempDir private static Path folder;

  @Test
  void whoPublishesIntoItIsSeenUntilItIsStopped() throws Exception {
    try (Container container = Container.start(folder)) {
      try (var publisher =
          new LibWebRtcPublisher(
              container.http().resolve("whip/hall/ada"), 160, 120, 10, UnaryOperator.identity())) {
        publisher.peer().awaitConnected();
        try (var viewer =
            new LibWebRtcViewer(
                container.http().resolve("whep/hall/ada"), UnaryOperator.identity())) {
          LibWebRtcIT.await("some pictures", () -> viewer.decodedFrames() >= 10);
        }
      }

      assertThat(container.stop()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void oneThatIsNotToldItsAddressSaysWhatIsMissing() throws Exception {
    assertThat(Container.answer(folder, "doctor"))
        .contains("nobody outside its host reaches it")
        .contains("--media-advertise ADDRESS");
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is killed, without a word to anybody, and comes back under running pages. */
final class KilledServerIT {

  private static final Pattern READY =
      Pattern.compile(
          "Sluice .* ready: (http://127\\.0\\.0\\.1:(\\d+)/) \\(media udp\\+tcp (\\d+)\\)");

  private Chromium chromium;
  private Process server;
  private Matcher ready;

  @BeforeEach
  void open() throws IOException {
    chromium = new Chromium();
    start("0", "0");
  }

  @AfterEach
  void close() {
    chromium.close();
    server.destroyForcibly();
  }

  private void start(String httpPort, String mediaPort) throws IOException {
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--http-port",
                httpPort,
                "--media-port",
                mediaPort)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = server.inputReader();
    ready = READY.matcher(out.readLine());
    assertThat(ready.matches()).isTrue();
  }

  @Test
  void everybodyIsBackByThemselves() throws Exception {
    URI address = URI.create(ready.group(1));
    BrowserParticipant ada = BrowserParticipant.join(chromium, address, "r", "Ada", "");
    BrowserParticipant bob = BrowserParticipant.join(chromium, address, "r", "Bob", "&video=0");
    bob.awaitMovingVideos(1);

    server.destroyForcibly().waitFor();
    start(ready.group(2), ready.group(3));

    for (BrowserParticipant person : new BrowserParticipant[] {ada, bob}) {
      person.page().getByText("Connected again").waitFor();
    }
    bob.awaitMovingVideos(1);
  }
}

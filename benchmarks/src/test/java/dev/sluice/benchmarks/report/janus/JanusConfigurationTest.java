package dev.sluice.benchmarks.report.janus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JanusConfigurationTest {

  @TempDir private Path modules;
  @TempDir private Path folder;

  @BeforeEach
  void installModules() throws IOException {
    for (String file : new String[] {"plugins/libjanus_videoroom.so", "plugins/libjanus_sip.so"}) {
      Files.createDirectories(modules.resolve(file).getParent());
      Files.createFile(modules.resolve(file));
    }
    Files.createDirectories(modules.resolve("transports"));
    Files.createFile(modules.resolve("transports/libjanus_websockets.so"));
  }

  private String general(int eventLoops) throws IOException {
    JanusConfiguration.write(folder, modules, eventLoops, 8188, "192.0.2.2");
    return Files.readString(folder.resolve("janus.jcfg"));
  }

  @Test
  void noOtherPluginIsLoaded() throws IOException {
    general(1);

    try (var files = Files.list(folder.resolve("plugins"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactly("libjanus_videoroom.so");
    }
  }

  @Test
  void eventLoopsAreAsMany() throws IOException {
    assertThat(general(1)).contains("event_loops = 1");
  }

  @Test
  void withoutEventLoopsEachHandleHasItsThread() throws IOException {
    assertThat(general(0)).doesNotContain("event_loops");
  }

  @Test
  void theWebSocketListensOnTheLoopbackAddressAlone() throws IOException {
    general(1);

    assertThat(Files.readString(folder.resolve("janus.transport.websockets.jcfg")))
        .contains("ws_ip = \"127.0.0.1\"")
        .contains("ws_port = 8188");
  }
}

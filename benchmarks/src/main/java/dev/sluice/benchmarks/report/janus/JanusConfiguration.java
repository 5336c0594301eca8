package dev.sluice.benchmarks.report.janus;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration for measuring: the VideoRoom plugin and its WebSocket door on the loopback
 * address, nothing else loaded, no log.
 */
final class JanusConfiguration {

  private static final String PLUGIN = "libjanus_videoroom.so";
  private static final String TRANSPORT = "libjanus_websockets.so";

  private JanusConfiguration() {}

  /** Where Janus keeps what it loads, if it is installed: by Debian's package, or by hand. */
  static Optional<Path> modules() throws IOException {
    for (String prefix : List.of("/usr/lib", "/usr/local/lib", "/opt/janus/lib")) {
      Path folder = Path.of(prefix);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (DirectoryStream<Path> multiarch = Files.newDirectoryStream(folder, "*-linux-gnu*")) {
        for (Path candidate : multiarch) {
          if (hasPlugin(candidate.resolve("janus"))) {
            return Optional.of(candidate.resolve("janus"));
          }
        }
      }
      if (hasPlugin(folder.resolve("janus"))) {
        return Optional.of(folder.resolve("janus"));
      }
    }
    return Optional.empty();
  }

  private static boolean hasPlugin(Path modules) {
    return Files.isReadable(modules.resolve("plugins").resolve(PLUGIN))
        && Files.isReadable(modules.resolve("transports").resolve(TRANSPORT));
  }

  /**
   * Writes the configuration.
   *
   * @param folder an empty one
   * @param modules as {@link #modules} found them
   * @param eventLoops how many threads serve all handles; 0 for a thread each
   * @param mediaInterface the network interface or address to be reached at: Janus takes none of
   *     the loopback device
   */
  static void write(
      Path folder, Path modules, int eventLoops, int webSocketPort, String mediaInterface)
      throws IOException {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Path transports = Files.createDirectory(folder.resolve("transports"));
    // Whatever lies in these folders is loaded, with threads of its own.
    Files.createSymbolicLink(plugins.resolve(PLUGIN), modules.resolve("plugins").resolve(PLUGIN));
    Files.createSymbolicLink(
        transports.resolve(TRANSPORT), modules.resolve("transports").resolve(TRANSPORT));
    Path none = Files.createDirectory(folder.resolve("none"));
    Files.writeString(
        folder.resolve("janus.jcfg"),
        general(folder, plugins, transports, none, eventLoops, mediaInterface));
    Files.writeString(folder.resolve("janus.transport.websockets.jcfg"), webSockets(webSocketPort));
    Files.writeString(
        folder.resolve("janus.plugin.videoroom.jcfg"),
        """
        general: {
          string_ids = true
        }
        """);
  }

  private static String general(
      Path folder,
      Path plugins,
      Path transports,
      Path none,
      int eventLoops,
      String mediaInterface) {
    return """
    general: {
      configs_folder = "%s"
      plugins_folder = "%s"
      transports_folder = "%s"
      events_folder = "%s"
      loggers_folder = "%s"
      debug_level = 1
      debug_colors = false
      session_timeout = 0
      candidates_timeout = 45
      %s
    }
    nat: {
      nice_debug = false
      ice_lite = true
      ice_enforce_list = "%s"
    }
    """
        .formatted(
            folder,
            plugins,
            transports,
            none,
            none,
            eventLoops > 0 ? "event_loops = " + eventLoops : "",
            mediaInterface);
  }

  private static String webSockets(int port) {
    return """
    general: {
      json = "compact"
      ws = true
      ws_port = %d
      ws_ip = "127.0.0.1"
      wss = false
    }
    admin: {
      admin_ws = false
      admin_wss = false
    }
    """
        .formatted(port);
  }
}

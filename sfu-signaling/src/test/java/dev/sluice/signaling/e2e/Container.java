package dev.sluice.signaling.e2e;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The image that Maven has made, in Podman, as {@code compose.yml} would start it. What the image
 * adds to its base is real; the base is this machine's own system and Java, as there may be no
 * registry to take another from.
 */
final class Container implements AutoCloseable {

  private static final Path IMAGE = Path.of("target/sluice-image.tar").toAbsolutePath();

  private final List<String> podman;
  private final String id;
  private final URI http;

  private Container(List<String> podman, String id, URI http) {
    this.podman = podman;
    this.id = id;
    this.http = http;
  }

  /**
   * Starts one whose ports are published on the loopback address, and waits until it is ready.
   *
   * @param folder for what Podman keeps
   */
  static Container start(Path folder) throws IOException, InterruptedException {
    List<String> podman = podman(folder);
    int httpPort = freePort();
    int mediaPort = freePort();
    List<String> command = new ArrayList<>(podman);
    command.addAll(List.of("run", "--detach"));
    command.addAll(asInCompose());
    for (String published : List.of(httpPort + ":8080/tcp", mediaPort + ":" + mediaPort + "/udp")) {
      command.addAll(List.of("--publish", "127.0.0.1:" + published));
    }
    command.addAll(List.of("--env", "SLUICE_MEDIA_PORT=" + mediaPort));
    command.addAll(List.of("--env", "SLUICE_MEDIA_ADVERTISE=127.0.0.1"));
    command.add("docker-archive:" + IMAGE);
    String id = run(command).strip();
    var container = new Container(podman, id, URI.create("http://127.0.0.1:" + httpPort + "/"));
    LibWebRtcIT.await("a ready container", () -> container.log().contains("ready: "));
    return container;
  }

  /** What the server says to one command in a container of its own, to which nothing is set. */
  static String answer(Path folder, String command) throws IOException {
    List<String> all = new ArrayList<>(podman(folder));
    all.addAll(List.of("run", "--rm"));
    all.addAll(asInCompose());
    all.addAll(List.of("docker-archive:" + IMAGE, command));
    return run(all);
  }

  URI http() {
    return http;
  }

  String log() {
    try {
      return run(with("logs", id));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM, and SIGKILL after 40 s; what its process has said at its end. */
  int stop() throws IOException {
    run(with("stop", "--time", "40", id));
    return Integer.parseInt(run(with("inspect", "--format", "{{.State.ExitCode}}", id)).strip());
  }

  @Override
  public void close() throws IOException {
    run(with("rm", "--force", "--time", "0", id));
  }

  private List<String> with(String... arguments) {
    List<String> command = new ArrayList<>(podman);
    command.addAll(List.of(arguments));
    return command;
  }

  /** With a store of its own, so that no image of the same name is touched. */
  private static List<String> podman(Path folder) {
    assumeTrue(
        Files.exists(IMAGE), "there is no image: mvn verify -Pimage -Dimage.base=scratch makes it");
    List<String> command =
        new ArrayList<>(
            List.of(
                "podman",
                "--root",
                folder.resolve("images").toString(),
                "--runroot",
                folder.resolve("running").toString()));
    // Where both kinds of control groups are mounted, Podman's own choice, crun, doesn't start.
    if (Files.isExecutable(Path.of("/usr/sbin/runc"))) {
      command.addAll(List.of("--runtime", "runc"));
    }
    try {
      run(List.of("podman", "--version"));
      return command;
    } catch (IOException e) {
      return abort("there is no Podman (on Debian: apt-get install podman runc): " + e);
    }
  }

  private static List<String> asInCompose() {
    String java = System.getProperty("java.home");
    List<String> options =
        new ArrayList<>(
            List.of(
                "--read-only",
                "--tmpfs=/tmp:exec,size=64m",
                "--cap-drop=ALL",
                "--security-opt=no-new-privileges",
                // Podman's defaults are more than the tests may be allowed to give.
                "--ulimit=nofile=4096:4096",
                "--ulimit=nproc=4096:4096",
                "--env=PATH=" + java + "/bin:/usr/bin:/bin",
                "--env=SLUICE_OPEN=true"));
    for (String system : List.of("/usr", "/bin", "/lib", "/lib64", java)) {
      if (Files.exists(Path.of(system))) {
        options.add("--volume=" + system + ":" + system + ":ro");
      }
    }
    return options;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** What a command says, warnings of Podman's besides. */
  private static String run(List<String> command) throws IOException {
    Path log = Files.createTempFile("podman", ".log");
    try {
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said + Files.readString(log));
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(log);
    }
  }
}

package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, for what can't be done to one in the tests' process. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile(
          "Sluice .* ready: (http://127\\.0\\.0\\.1:(\\d+)/) \\(media udp\\+tcp (\\d+)\\)");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Matcher ready;

  private ServerProcess(Process process, Matcher ready) {
    this.process = process;
    this.ready = ready;
  }

  static ServerProcess start(String... flags) throws IOException {
    return start(Map.of(), List.of(), flags);
  }

  /**
   * On free ports.
   *
   * @param environment besides the tests' own
   */
  static ServerProcess start(
      Map<String, String> environment, List<String> jvmOptions, String... flags)
      throws IOException {
    return start("0", "0", environment, jvmOptions, flags);
  }

  private static ServerProcess start(
      String httpPort,
      String mediaPort,
      Map<String, String> environment,
      List<String> jvmOptions,
      String... flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--http-port", httpPort, "--media-port", mediaPort));
    command.addAll(List.of(flags));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String line = process.inputReader().readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IOException("instead of a ready server: " + line);
    }
    return new ServerProcess(process, ready);
  }

  URI http() {
    return URI.create(ready.group(1));
  }

  /** Another one on the same ports, once this one has gone without a word to anybody. */
  ServerProcess killAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    return start(ready.group(2), ready.group(3), Map.of(), List.of());
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code, once it has ended. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

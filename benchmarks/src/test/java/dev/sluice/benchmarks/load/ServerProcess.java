package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, with the distribution's JVM options and a log that is kept. */
final class ServerProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Sluice .* ready: (http://\\S+) .*");
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final URI address;

  private ServerProcess(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /**
   * On free ports.
   *
   * @param folder for its log
   */
  static ServerProcess start(Path folder, String... flags) throws IOException {
    Path log = folder.resolve("server.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                // Where the tests are run by nohup, SIGHUP would be ignored.
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("target", "benchmarks", "jvm.options"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--http-port",
                "0",
                "--media-port",
                "0"));
    command.addAll(List.of(flags));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String line = process.inputReader().readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IOException("instead of a ready server: " + line);
    }
    return new ServerProcess(process, log, URI.create(ready.group(1)));
  }

  /** Where the pages are; ends with a slash. */
  URI address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGHUP. */
  void reload() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Its exit code, once it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  List<String> log() throws IOException {
    return Files.readAllLines(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

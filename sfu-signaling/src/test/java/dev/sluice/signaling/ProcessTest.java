package dev.sluice.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTest {

  private static final Pattern READY =
      Pattern.compile("Sluice .* ready: http://127\\.0\\.0\\.1:(\\d+)/ \\(media udp\\+tcp \\d+\\)");
  private static final int PATIENCE_SECONDS = 60;
  private static final int TERMINATED = 128 + 15;

  @Test
  void aServerSaysWhenItIsReadyAndTellsItsClientsWhenItIsStopped() throws Exception {
    Process process = server().start();
    HttpClient http = HttpClient.newHttpClient();
    try (BufferedReader out = process.inputReader()) {
      CloseListener listener = new CloseListener();
      connect(http, out, listener);

      process.destroy();

      assertThat(listener.closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1001);
      assertEnded(process);
    } finally {
      process.destroyForcibly();
      http.shutdownNow();
    }
  }

  @Test
  void aServerThatIsToldToEndWaitsForThoseWhoAreIn() throws Exception {
    Process process = server().start();
    HttpClient http = HttpClient.newHttpClient();
    try (BufferedReader out = process.inputReader()) {
      CloseListener listener = new CloseListener();
      WebSocket socket = connect(http, out, listener);
      socket.sendText("{\"type\":\"join\",\"room\":\"r\"}", true).join();
      assertThat(listener.next()).contains("\"joined\"");

      process.destroy();

      assertThat(listener.next()).contains("\"server-draining\"");
      assertThat(process.isAlive()).isTrue();
      socket.sendText("{\"type\":\"leave\"}", true).join();
      assertEnded(process);
    } finally {
      process.destroyForcibly();
      http.shutdownNow();
    }
  }

  @Test
  void whatIsLoggedChangesOnSighup(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yml"), "log-level: error\n");
    Process process =
        server("--config", file.toString()).redirectError(ProcessBuilder.Redirect.PIPE).start();
    try {
      assertThat(process.inputReader().readLine()).matches(READY);
      var reloaded = new CompletableFuture<String>();
      Thread.ofVirtual()
          .start(
              () ->
                  process
                      .errorReader()
                      .lines()
                      .filter(line -> line.contains("Settings reloaded"))
                      .findFirst()
                      .ifPresent(reloaded::complete));

      Files.writeString(file, "log-level: info\n");
      assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor())
          .isZero();

      assertThat(reloaded).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatTakesARestartIsSaidOnSighup(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.yml"), "last-n: 2\n");
    Process process =
        server("--config", file.toString()).redirectError(ProcessBuilder.Redirect.PIPE).start();
    try {
      assertThat(process.inputReader().readLine()).matches(READY);

      Files.writeString(file, "last-n: 3\nmax-cpu: 90\n");
      assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor())
          .isZero();

      assertThat(CompletableFuture.supplyAsync(() -> restartLine(process.errorReader())))
          .succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .asString()
          .endsWith("take a restart: last-n");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String restartLine(BufferedReader log) {
    return log.lines().filter(line -> line.contains("take a restart")).findFirst().orElse("");
  }

  private static ProcessBuilder server(String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Where the tests are run by nohup, SIGHUP would be ignored.
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FakeMediaMain.class.getName(),
                "run",
                "--http-port",
                "0"));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static WebSocket connect(HttpClient http, BufferedReader out, CloseListener listener)
      throws Exception {
    Matcher ready = READY.matcher(out.readLine());
    assertThat(ready.matches()).isTrue();
    return http.newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + ready.group(1) + "/ws"), listener)
        .join();
  }

  private static void assertEnded(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(TERMINATED);
  }

  private static final class CloseListener implements WebSocket.Listener {

    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    private String next() throws InterruptedException {
      return messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      messages.add(data.toString());
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }
  }
}

package dev.sluice.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProcessTest {

  private static final Pattern READY =
      Pattern.compile("Sluice .* ready: http://127\\.0\\.0\\.1:(\\d+)/ \\(media udp\\+tcp \\d+\\)");
  private static final int TERMINATED = 128 + 15;

  @Test
  void aServerSaysWhenItIsReadyAndTellsItsClientsWhenItIsStopped() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FakeMediaMain.class.getName(),
                "run",
                "--http-port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader();
        HttpClient http = HttpClient.newHttpClient()) {
      Matcher ready = READY.matcher(out.readLine());
      assertThat(ready.matches()).isTrue();
      CompletableFuture<Integer> closeCode = new CompletableFuture<>();
      http.newWebSocketBuilder()
          .buildAsync(
              URI.create("ws://127.0.0.1:" + ready.group(1) + "/ws"), new CloseListener(closeCode))
          .join();

      process.destroy();

      assertThat(closeCode.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }

  private record CloseListener(CompletableFuture<Integer> closeCode) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }
  }
}

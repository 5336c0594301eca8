package dev.sluice.signaling.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Firefox that the machine has, with a made-up camera and microphone, told what to do by
 * WebDriver BiDi (https://w3c.github.io/webdriver-bidi/). Playwright drives only a Firefox of its
 * own, which it would have to download.
 */
final class Firefox implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("WebDriver BiDi listening on (\\S+)");

  private static final String PREFERENCES =
      """
      user_pref("media.navigator.streams.fake", true);
      user_pref("media.navigator.permission.disabled", true);
      user_pref("media.autoplay.default", 0);
      user_pref("datareporting.policy.dataSubmissionEnabled", false);
      user_pref("app.update.enabled", false);
      user_pref("browser.shell.checkDefaultBrowser", false);
      user_pref("network.captive-portal-service.enabled", false);
      user_pref("network.connectivity-service.enabled", false);
      user_pref("media.gmp-manager.updateEnabled", false);
      user_pref("remote.active-protocols", 1);
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final List<Tab> tabs = new ArrayList<>();
  private final Process process;
  private final WebSocket socket;

  /**
   * Aborts the test where the machine has none.
   *
   * @param profile an empty folder
   */
  static Firefox start(Path profile) throws IOException {
    Files.writeString(profile.resolve("user.js"), PREFERENCES);
    try {
      return new Firefox(
          new ProcessBuilder(
                  "firefox-esr",
                  "--headless",
                  "--no-remote",
                  "--profile",
                  profile.toString(),
                  "--remote-debugging-port=0",
                  "about:blank")
              .redirectErrorStream(true)
              .start());
    } catch (IOException e) {
      return abort("there is no Firefox (on Debian: apt-get install firefox-esr): " + e);
    }
  }

  private Firefox(Process process) throws IOException {
    this.process = process;
    BufferedReader said = process.inputReader();
    Optional<String> address =
        said.lines()
            .map(LISTENING::matcher)
            .filter(Matcher::find)
            .map(listening -> listening.group(1))
            .findFirst();
    Thread.ofVirtual().start(() -> readOn(said));
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address.orElseThrow() + "/session"), new Listener())
            .join();
    ask("session.new", Map.of("capabilities", Map.of()));
  }

  /** What else it says is read too, as a full pipe would hold it up. */
  private static void readOn(BufferedReader said) {
    try {
      said.lines().forEach(_ -> {});
    } catch (UncheckedIOException e) {
      // It has ended.
    }
  }

  /** Shows an address in a tab of its own. */
  Tab open(String url) {
    Tab tab =
        new Tab(ask("browsingContext.create", Map.of("type", "tab")).path("context").asText());
    tabs.add(tab);
    ask("browsingContext.navigate", Map.of("context", tab.context, "url", url, "wait", "complete"));
    return tab;
  }

  /** A page. */
  final class Tab {

    private final String context;

    private Tab(String context) {
      this.context = context;
    }

    /**
     * What a script comes to, by way of JSON.
     *
     * @param expression of JavaScript; a promise is waited for
     */
    JsonNode evaluate(String expression) {
      JsonNode answer =
          ask(
              "script.evaluate",
              Map.of(
                  "expression",
                  "(async () => JSON.stringify((await (" + expression + ")) ?? null))()",
                  "target",
                  Map.of("context", context),
                  "awaitPromise",
                  true));
      if (!answer.path("type").asText().equals("success")) {
        throw new AssertionError(answer.at("/exceptionDetails/text").asText());
      }
      try {
        return JSON.readTree(answer.at("/result/value").asText());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits until an expression is true. */
    void await(String expression) throws InterruptedException {
      LibWebRtcIT.await(expression, () -> evaluate(expression).asBoolean());
    }
  }

  /** Ends everything that was opened. */
  void closeTabs() {
    tabs.forEach(tab -> ask("browsingContext.close", Map.of("context", tab.context)));
    tabs.clear();
  }

  private JsonNode ask(String method, Map<String, ?> parameters) {
    long id = lastId.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    try {
      String question =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      socket.sendText(question, true).join();
      JsonNode said = answer.get(Chromium.PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (said.path("type").asText().equals("error")) {
        throw new AssertionError(method + ": " + said.path("message").asText());
      }
      return said.path("result");
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new AssertionError(method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(method, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.close();
    process.destroy();
  }

  /**
   * Answers come with the number of their question; events, of which none is asked for, without.
   */
  private final class Listener implements WebSocket.Listener {

    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      webSocket.request(1);
      if (last) {
        try {
          JsonNode said = JSON.readTree(message.toString());
          CompletableFuture<JsonNode> answer = answers.remove(said.path("id").asLong());
          if (answer != null) {
            answer.complete(said);
          }
        } catch (IOException e) {
          throw new IllegalStateException(e);
        } finally {
          message.setLength(0);
        }
      }
      return null;
    }
  }
}

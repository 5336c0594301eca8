package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may happen to the process of a server while two people talk on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ServerFaultIT {

  private static final int TERMINATED = 128 + 15;
  private static final int NEWCOMERS = 400;
  private static final int METADATA_CHARACTERS = 900_000;

  @TempDir private Path folder;

  private Chromium chromium;
  private ServerProcess server;
  private BrowserParticipant ada;
  private BrowserParticipant bob;

  @BeforeAll
  void open() {
    chromium = new Chromium();
  }

  @AfterEach
  void leave() {
    chromium.closePages();
    if (server != null) {
      server.close();
    }
  }

  @AfterAll
  void close() {
    chromium.close();
  }

  private void talk() {
    ada = BrowserParticipant.join(chromium, server.http(), "r", "Ada", "");
    bob = BrowserParticipant.join(chromium, server.http(), "r", "Bob", "&video=0");
    bob.awaitMovingVideos(1);
  }

  @Test
  void afterAKillEverybodyIsBackByThemselvesWithinFiveSecondsOfTheServersReturn() throws Exception {
    server = ServerProcess.start();
    talk();

    for (BrowserParticipant person : List.of(ada, bob)) {
      person.noteReconnection();
    }

    server = server.killAndRestart();
    long returnedAt = System.currentTimeMillis();

    for (BrowserParticipant person : List.of(ada, bob)) {
      assertThat(person.awaitReconnection() - returnedAt).isLessThanOrEqualTo(5_000);
    }
    bob.awaitMovingVideos(1);
  }

  @Test
  void whoIsInGoesOnUntilTheyLeaveAServerThatIsToldToEnd() throws Exception {
    server = ServerProcess.start("--drain-timeout", "60", "--resume-timeout", "1");
    talk();
    server.terminate();

    bob.page().getByText("This server ends within").waitFor();
    bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 40);
    assertThat(server.isAlive()).isTrue();
    chromium.closePages();
    assertThat(server.awaitEnd()).isEqualTo(TERMINATED);
  }

  /** Wall-clock time jumps by an hour, there and back; the picture knows another clock. */
  @Test
  void aClockThatIsSetStopsNothing() throws Exception {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), "libfaketime, which sets one process's clock, isn't installed");
    Path offset = Files.writeString(folder.resolve("offset"), "+0");
    server =
        ServerProcess.start(
            Map.of(
                "LD_PRELOAD",
                library.get().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                // To look at the file at each glance at the clock would take a whole processor.
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"),
            List.of());
    talk();

    for (String step : List.of("+1h", "-1h")) {
      Files.writeString(offset, step);
      double reports = ada.sum("remote-inbound-rtp", "video", "roundTripTimeMeasurements");
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 60);
      assertThat(ada.sum("remote-inbound-rtp", "video", "roundTripTimeMeasurements"))
          .isGreaterThan(reports);
      assertThat(ada.sum("remote-inbound-rtp", "video", "roundTripTime")).isLessThan(1);
    }
  }

  private static Optional<Path> library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"), 3, (path, a) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      return found.findAny();
    }
  }

  @Test
  void whoIsInGoesOnWhileMemoryIsShortAndNewcomersAreToldSo() throws Exception {
    server =
        ServerProcess.start(
            Map.of(),
            List.of("-XX:+UseShenandoahGC", "-XX:ShenandoahGCMode=generational", "-Xmx192m"),
            "--max-metadata-size",
            "" + METADATA_CHARACTERS);
    talk();
    List<Newcomer> newcomers = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = "joined";
      while (answer.equals("joined") && newcomers.size() < NEWCOMERS) {
        Newcomer newcomer = new Newcomer(client, server);
        newcomers.add(newcomer);
        answer = newcomer.join("room-" + newcomers.size());
      }
      assertThat(answer).isEqualTo("overloaded");
      bob.awaitGrowth("inbound-rtp", "video", "framesDecoded", 40);

      newcomers.forEach(Newcomer::leave);
      Chromium.await(
          bob.page(),
          "room for newcomers again",
          () -> new Newcomer(client, server).join("later").equals("joined"));
      client.shutdownNow();
    }
  }

  /** Somebody with much to say about themselves. */
  private static final class Newcomer implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;

    Newcomer(HttpClient client, ServerProcess server) {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + server.http().getPort() + "/ws"), this)
              .join();
    }

    /** What it is answered with: {@code joined}, or the code of an error. */
    String join(String room) {
      String metadata = "{\"about\": \"" + "x".repeat(METADATA_CHARACTERS - 100) + "\"}";
      socket
          .sendText(
              "{\"type\": \"join\", \"id\": 1, \"room\": \""
                  + room
                  + "\", \"metadata\": "
                  + metadata
                  + "}",
              true)
          .join();
      try {
        JsonNode answer = JSON.readTree(messages.poll(60, TimeUnit.SECONDS));
        return answer.path("code").asText(answer.path("type").asText());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    void leave() {
      socket.sendText("{\"type\": \"leave\"}", true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        messages.add(message.toString());
        message.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }
}

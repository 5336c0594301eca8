package dev.sluice.signaling.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.capture.CaptureReader;
import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.UpperPdu;
import dev.sluice.signaling.ServerStartException;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.FakeMediaStack;
import dev.sluice.signaling.peer.Offers;
import dev.sluice.signaling.websocket.TestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureApiTest {

  private static final String CAPTURE = "/api/v1/rooms/r/capture";
  private static final InetSocketAddress REMOTE = new InetSocketAddress("198.51.100.9", 5_000);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private TestServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void withoutAFolderThereAreNoCaptures() throws Exception {
    server = TestServer.start();
    publish();

    expectProblem("POST", CAPTURE, "", 409, "captures-disabled");
    expectProblem("GET", CAPTURE, "", 404, "capture-not-found");
    assertThat(connection().tap()).isNull();
  }

  @Test
  void aRoomIsCapturedFromItsBeginningToItsEnd() throws Exception {
    server = TestServer.start("--capture", folder.toString());
    String session = publish();
    send(connection(), CaptureStage.DECRYPTED);
    send(connection(), CaptureStage.SENT);

    assertThat(JSON.readTree(server.get(CAPTURE).body()).path("state").asText())
        .isEqualTo("capturing");
    server.send("DELETE", session, "");
    expectProblem("GET", CAPTURE, "", 404, "capture-not-found");
    server.close();

    assertThat(frameSources()).containsSequence("sluice", "c1/decrypted");
    assertThat(frameSources()).doesNotContain("c1/sent");
  }

  @Test
  void onRequestAloneNothingIsCapturedUntilAskedFor() throws Exception {
    server = TestServer.start("--capture", folder.toString(), "--capture-on-request");
    expectProblem("POST", CAPTURE, "", 404, "room-not-found");
    publish();
    expectProblem("DELETE", CAPTURE, "", 404, "capture-not-found");
    assertThat(connection().tap()).isNull();

    HttpResponse<String> started = server.send("POST", CAPTURE, "{\"stages\":[\"sent\"]}");
    assertThat(started.statusCode()).isEqualTo(201);
    assertThat(started.headers().firstValue("Location")).contains(CAPTURE);
    assertThat(JSON.readTree(started.body()).path("stages").toString()).isEqualTo("[\"sent\"]");
    expectProblem("POST", CAPTURE, "", 409, "capture-running");
    send(connection(), CaptureStage.SENT);

    JsonNode ended = JSON.readTree(server.send("DELETE", CAPTURE, "").body());
    assertThat(ended.path("state").asText()).isEqualTo("stopped");
    assertThat(ended.path("packets").asInt()).isEqualTo(1);
    assertThat(ended.path("notCaptured").path("writerBehind").asInt()).isZero();
    assertThat(ended.path("files").path(0).path("name").asText()).startsWith("sluice-r-");
    assertThat(ended.path("failure").isNull()).isTrue();
    assertThat(connection().tap()).isNull();
    assertThat(frameSources()).contains("c1/sent");

    assertThat(server.send("POST", CAPTURE, "").statusCode()).isEqualTo(201);
  }

  @Test
  void aBadRequestIsAnsweredWithWhatWouldBeRight() throws Exception {
    server = TestServer.start("--capture", folder.toString(), "--capture-on-request");
    publish();

    for (String body :
        List.of("{", "[]", "{\"stage\":1}", "{\"stages\":[]}", "{\"stages\":[\"all\"]}")) {
      expectProblem("POST", CAPTURE, body, 400, "bad-request");
    }
  }

  @Test
  void whoComesLaterIsCapturedToo() throws Exception {
    server = TestServer.start("--capture", folder.toString());
    publish();
    sendOffer("/whep/r/ada", "recvonly");
    send(server.media().connections().getLast(), CaptureStage.DECRYPTED);
    server.close();

    assertThat(frameSources()).contains("c2/decrypted");
    assertThat(events().getLast())
        .isInstanceOfSatisfying(
            CaptureEvent.Terms.class,
            terms -> {
              assertThat(terms.viewer()).startsWith("v-");
              assertThat(terms.sends())
                  .extracting(CaptureEvent.Sending::plays)
                  .containsExactly(
                      new CaptureEvent.Source(1, "0"), new CaptureEvent.Source(1, "1"));
            });
  }

  @Test
  void whatIsLeftOutByTheLastNIsCapturedAsHeld() throws Exception {
    server = TestServer.start("--capture", folder.toString());
    TestClient ada = TestClient.joined(server, "r", "ada");
    ada.publishCamera();
    TestClient bob = TestClient.joined(server, "r", "bob");
    bob.publishCamera();
    TestClient eve = TestClient.joined(server, "r", "eve");
    eve.offer(
        Offers.offer().video("recvonly").video("recvonly").sdp(),
        "[]",
        "[{'mid':'0','track':'%s'},{'mid':'1','track':'%s'}]"
            .formatted(ada.tracks().getFirst(), bob.tracks().getFirst()));

    eve.say("{'type':'set-last-n','n':1}");
    eve.await("last-n");
    server.close();

    assertThat(events())
        .filteredOn(CaptureEvent.Terms.class::isInstance)
        .extracting(event -> ((CaptureEvent.Terms) event).sends())
        .anySatisfy(
            sends ->
                assertThat(sends)
                    .extracting(CaptureEvent.Sending::paused)
                    .containsExactly(false, true));
  }

  @Test
  void aFolderThatCantBeUsedStopsTheStart() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> TestServer.start("--capture", file.toString()))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("The setting capture names the folder " + file);
  }

  private FakeMediaStack.Connection connection() {
    return server.media().connections().getFirst();
  }

  private static void send(FakeMediaStack.Connection connection, CaptureStage stage) {
    connection.tap().onPacket(stage, REMOTE, new byte[20], 0, 20, 1);
  }

  /** Returns the session's path. */
  private String publish() throws Exception {
    return sendOffer("/whip/r/ada", "sendonly");
  }

  private String sendOffer(String path, String direction) throws Exception {
    String sdp = Offers.offer().audio(direction).video(direction).sdp();
    HttpResponse<String> response =
        server.send("POST", path, sdp, "Content-Type", "application/sdp");
    assertThat(response.statusCode()).isEqualTo(201);
    return response.headers().firstValue("Location").orElseThrow();
  }

  private void expectProblem(String method, String path, String body, int status, String code)
      throws Exception {
    HttpResponse<String> response = server.send(method, path, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(response.body()).path("code").asText()).isEqualTo(code);
  }

  private List<String> frameSources() throws Exception {
    List<String> sources = new ArrayList<>();
    for (CaptureReader reader : readers()) {
      while (reader.next()) {
        sources.add(reader.source().name());
      }
    }
    return sources;
  }

  private List<CaptureEvent> events() throws Exception {
    List<CaptureEvent> events = new ArrayList<>();
    for (CaptureReader reader : readers()) {
      while (reader.next()) {
        if (reader.source().name().equals(CaptureEvent.INTERFACE_NAME)) {
          int data = UpperPdu.dataOffset(reader.bytes(), reader.offset(), reader.length());
          events.add(
              CaptureEventJson.parse(
                  reader.bytes(), data, reader.offset() + reader.length() - data));
        }
      }
    }
    events.removeIf(CaptureEvent.Ended.class::isInstance);
    return events;
  }

  private List<CaptureReader> readers() throws Exception {
    List<CaptureReader> readers = new ArrayList<>();
    for (Path file : files()) {
      readers.add(new CaptureReader(Files.readAllBytes(file)));
    }
    return readers;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }
}

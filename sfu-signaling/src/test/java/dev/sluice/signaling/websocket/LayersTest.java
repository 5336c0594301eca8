package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.FakeMediaStack;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told of layers: which to send, and which they get. */
class LayersTest {

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private FakeMediaStack.Connection media(int index) {
    return server.media().connections().get(index);
  }

  /** Bob, who receives what ada publishes. */
  private TestClient watch(TestClient ada) throws Exception {
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");
    bob.offer(
        offer().video("recvonly").sdp(),
        "[]",
        "[{'mid':'0','track':'%s'}]".formatted(ada.tracks().getFirst()));
    return bob;
  }

  @Test
  void aPublisherIsToldWhatNobodyWatches() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    ada.publishCamera();
    media(0).video(4_000);

    assertDemand(ada.expect("layers"), ada, false);

    watch(ada);
    assertDemand(ada.expect("layers"), ada, true);
  }

  @Test
  void aPublisherWhoComesBackIsToldAgain() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    ada.publishCamera();
    media(0).video(4_000);
    ada.expect("layers");
    ada.drop();

    TestClient again = TestClient.connect(server);
    again.say("{'type':'resume','resume':'%s'}".formatted(ada.resumeToken()));

    assertDemand(again.await("layers"), ada, false);
  }

  private static void assertDemand(JsonNode message, TestClient publisher, boolean active) {
    assertThat(message.path("track").asText()).isEqualTo(publisher.tracks().getFirst());
    assertThat(message.path("encodings")).hasSize(1);
    assertThat(message.path("encodings").path(0).path("rid").asText("?")).isEmpty();
    assertThat(message.path("encodings").path(0).path("active").asBoolean()).isEqualTo(active);
  }

  @Test
  void aViewerIsToldWhatItGetsAndWhy() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    ada.publishCamera();
    TestClient bob = watch(ada);
    media(1).tick(200);

    JsonNode layer = bob.expect("layer");
    assertThat(layer.path("track").asText()).isEqualTo(ada.tracks().getFirst());
    assertThat(layer.path("playing").asBoolean()).isFalse();
    assertThat(layer.has("waiting")).isTrue();
    assertThat(layer.path("reason").asText()).isEqualTo("only-one");

    media(0).video(100);
    media(1).tick(200);
    layer = bob.expect("layer");
    assertThat(layer.path("playing").asBoolean()).isTrue();
    assertThat(layer.has("waiting")).isFalse();

    ada.say("{'type':'pause','id':1,'track':'%s'}".formatted(ada.tracks().getFirst()));
    ada.expect("ok");
    media(1).tick(200);
    bob.expect("track-paused");
    assertThat(bob.expect("layer").path("reason").asText()).isEqualTo("paused-by-publisher");
  }

  @Test
  void aViewerWhoComesBackIsToldAgain() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    ada.publishCamera();
    TestClient bob = watch(ada);
    media(1).tick(200);
    bob.expect("layer");
    bob.drop();

    TestClient again = TestClient.connect(server);
    again.say("{'type':'resume','resume':'%s'}".formatted(bob.resumeToken()));

    assertThat(again.await("layer").path("reason").asText()).isEqualTo("only-one");
  }

  @Test
  void eachChangeIsAnEventForFlightRecorder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("layers.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("sluice.LayerChange");
      recording.start();
      TestClient ada = TestClient.joined(server, "r-recorded", "ada");
      ada.publishCamera();
      TestClient bob = TestClient.joined(server, "r-recorded", "bob");
      bob.offer(
          offer().video("recvonly").sdp(),
          "[]",
          "[{'mid':'0','track':'%s'}]".formatted(ada.tracks().getFirst()));
      media(1).tick(200);
      bob.expect("layer");
      recording.dump(file);
    }

    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("sluice.LayerChange"))
            .filter(event -> event.getString("room").equals("r-recorded"))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getString("receiver")).isEqualTo("bob");
    assertThat(events.getFirst().getString("reason")).isEqualTo("only-one");
    assertThat(events.getFirst().getBoolean("waiting")).isTrue();
    assertThat(events.getFirst().getLong("estimateBps")).isEqualTo(600_000);
    assertThat(events.getFirst().getString("estimateLimit")).isEqualTo("start");
  }
}

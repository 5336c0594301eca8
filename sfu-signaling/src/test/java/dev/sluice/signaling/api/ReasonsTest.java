package dev.sluice.signaling.api;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.FakeMediaStack;
import dev.sluice.signaling.websocket.TestClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why somebody sees what they see: the API says it of each subscription, and the WebSocket tells
 * the viewer the same.
 */
class ReasonsTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TestServer server;
  private boolean keyFrames = true;

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

  private TestClient publisher(String id) throws Exception {
    TestClient publisher = TestClient.joined(server, "r", id);
    publisher.publishCamera(offer().simulcast().sdp(), "[{'mid':'0','source':'camera'}]");
    return publisher;
  }

  /** Bob, who receives everybody's camera. */
  private TestClient viewer(TestClient... publishers) throws Exception {
    TestClient bob = TestClient.joined(server, "r", "bob");
    List<String> receive = new ArrayList<>();
    var sections = offer();
    for (TestClient publisher : publishers) {
      sections.video("recvonly");
      receive.add(
          "{'mid':'%d','track':'%s'}".formatted(receive.size(), publisher.tracks().getFirst()));
    }
    bob.offer(sections.sdp(), "[]", receive.toString());
    return bob;
  }

  /** Lets media flow from all before the last, who is the viewer. */
  private void flow(int millis) {
    int viewer = server.media().connections().size() - 1;
    for (int passed = 0; passed < millis; passed += 100) {
      for (int i = 0; i < viewer; i++) {
        media(i).simulcast(100, keyFrames);
      }
      media(viewer).tick(100);
    }
  }

  private JsonNode bob() throws Exception {
    return JSON.readTree(server.get("/api/v1/rooms/r/participants/bob").body());
  }

  private JsonNode subscription() throws Exception {
    return bob().path("subscriptions").path(0).path("statistics");
  }

  private JsonNode layer() throws Exception {
    return subscription().path("layer");
  }

  @Test
  void whatPlaysAndSinceWhenIsShown() throws Exception {
    viewer(publisher("ada"));
    media(1).estimate(5_000_000);
    flow(4000);

    JsonNode layer = layer();
    assertThat(layer.path("playingRid").asText()).isEqualTo("h");
    assertThat(layer.path("width").asInt()).isEqualTo(640);
    assertThat(layer.path("reason").asText()).isEqualTo("best");

    flow(3000);
    assertThat(layer().path("sinceMillis").asLong())
        .isEqualTo(layer.path("sinceMillis").asLong() + 3000);
  }

  @Test
  void theKeyframeThatIsAwaitedIsShown() throws Exception {
    TestClient ada = publisher("ada");
    TestClient bob = viewer(ada);
    media(1).estimate(5_000_000);
    flow(4000);
    keyFrames = false;
    bob.say("{'type':'prefer','id':1,'track':'%s','rid':'q'}".formatted(ada.tracks().getFirst()));
    bob.await("ok");
    flow(2000);

    JsonNode layer = layer();
    assertThat(layer.path("playingRid").asText()).isEqualTo("h");
    assertThat(layer.path("rid").asText()).isEqualTo("q");
    assertThat(layer.path("waiting").path("rid").asText()).isEqualTo("q");
    assertThat(layer.path("waiting").path("millis").asLong()).isBetween(1700L, 2000L);
  }

  @Test
  void anEstimateThatAllowsNoMoreIsShown() throws Exception {
    viewer(publisher("ada"));
    media(1).estimate(250_000);
    flow(4000);

    JsonNode layer = layer();
    assertThat(layer.path("rid").asText()).isEqualTo("q");
    assertThat(layer.path("reason").asText()).isEqualTo("bandwidth");
    assertThat(layer.path("estimateBps").asLong()).isEqualTo(250_000);
    assertThat(layer.path("estimateLimit").asText()).isEqualTo("remb");
  }

  @Test
  void theEstimateOfASubscriptionIsThatOfItsConnection() throws Exception {
    viewer(publisher("ada"));
    media(1).estimate(250_000);
    flow(1000);

    JsonNode bob = bob();
    JsonNode connection = bob.path("connection").path("media");
    JsonNode layer = bob.path("subscriptions").path(0).path("statistics").path("layer");
    assertThat(layer.path("estimateBps")).isEqualTo(connection.path("estimateBps"));
    assertThat(layer.path("estimateLimit")).isEqualTo(connection.path("estimateLimit"));
  }

  @Test
  void aNetworkThatCarriesNothingIsShown() throws Exception {
    viewer(publisher("ada"));
    media(1).estimate(20_000);
    flow(4000);

    JsonNode layer = layer();
    assertThat(layer.path("playing").asBoolean()).isFalse();
    assertThat(layer.path("reason").asText()).isEqualTo("no-bandwidth");
  }

  @Test
  void whoIsLeftOutAsOthersSpokeIsShown() throws Exception {
    TestClient ada = publisher("ada");
    TestClient cleo = publisher("cleo");
    viewer(cleo, ada);
    ada.say("{'type':'set-last-n','id':1,'n':1}");
    ada.await("ok");
    flow(1000);

    JsonNode cleos = subscription();
    assertThat(cleos.path("layer").path("reason").asText()).isEqualTo("last-n");
    assertThat(cleos.path("drops").path("last-n").asLong()).isPositive();
  }

  @Test
  void whatWasDroppedAndWhyIsShown() throws Exception {
    TestClient ada = publisher("ada");
    TestClient bob = viewer(ada);
    // The lower encoding alone, of which each picture is one packet.
    bob.say("{'type':'prefer','id':1,'track':'%s','rid':'q'}".formatted(ada.tracks().getFirst()));
    bob.await("ok");
    keyFrames = false;
    flow(500);
    keyFrames = true;
    flow(500);
    bob.say("{'type':'pause','id':2,'track':'%s'}".formatted(ada.tracks().getFirst()));
    bob.await("ok");
    flow(700);

    JsonNode drops = subscription().path("drops");
    assertThat(drops.path("waiting-for-keyframe").asInt()).isEqualTo(5);
    assertThat(drops.path("paused").asInt()).isEqualTo(7);
    assertThat(layer().path("reason").asText()).isEqualTo("paused-by-viewer");
  }

  @Test
  void aViewerWhoAsksIsToldWhatTheApiSays() throws Exception {
    TestClient ada = publisher("ada");
    TestClient bob = viewer(ada);
    media(1).estimate(250_000);
    keyFrames = false;
    flow(2000);

    bob.say("{'type':'explain','id':1}");
    bob.await("ok");

    ObjectNode told = (ObjectNode) bob.await("layer");
    while (told.path("drops").isEmpty()) {
      // What had changed before is told first.
      told = (ObjectNode) bob.await("layer");
    }
    JsonNode statistics = subscription();
    ObjectNode said = (ObjectNode) statistics.path("layer");
    said.put("type", "layer").put("track", ada.tracks().getFirst());
    said.set("drops", statistics.path("drops"));
    said.remove(List.of("playingRid", "width", "height"));
    assertThat(told).isEqualTo(said);
  }
}

package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.FakeMediaStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who speaks, and who is left out for it, as clients and the API are told. */
class SpeakersTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int SPEECH = 30;
  private static final int QUIET = 90;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allAreToldWhoSpeaksAndWhoHasSpoken() throws Exception {
    TestClient ada = joinAndPublish("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    media(0).sound(SPEECH, 300);

    assertThat(speakers(bob)).isEqualTo("[{'participant':'ada','speaking':true}]");
    assertThat(speakers(ada)).isEqualTo("[{'participant':'ada','speaking':true}]");
    media(0).sound(QUIET, 1_000);
    assertThat(speakers(bob)).isEqualTo("[{'participant':'ada','speaking':false}]");
  }

  @Test
  void whoJoinsIsToldWhoSpeaksAndWhatTheLimitIs() throws Exception {
    TestClient ada = joinAndPublish("ada");
    media(0).sound(SPEECH, 300);
    speakers(ada);
    ada.say("{'type':'set-last-n','id':2,'n':4}");
    ada.expect("ok");

    TestClient bob = TestClient.joined(server, "r", "bob");

    assertThat(lastN(bob)).isEqualTo("{'type':'last-n','n':4,'leftOut':[]}");
    assertThat(speakers(bob)).isEqualTo("[{'participant':'ada','speaking':true}]");
  }

  @Test
  void theFirstToJoinMaySayHowManyAreShown() throws Exception {
    TestClient ada = TestClient.connect(server);
    ada.say("{'type':'join','room':'r','lastN':2}");
    ada.expect("joined");
    assertThat(lastN(ada)).isEqualTo("{'type':'last-n','n':2,'leftOut':[]}");

    TestClient bob = TestClient.connect(server);
    bob.say("{'type':'join','room':'r','lastN':9}");
    bob.expect("joined");

    assertThat(lastN(bob)).isEqualTo("{'type':'last-n','n':2,'leftOut':[]}");
  }

  @Test
  void theOperatorMaySayHowManyAreShownInEveryRoom() throws Exception {
    try (TestServer limited = TestServer.start("--last-n", "3")) {
      TestClient ada = TestClient.joined(limited, "r", "ada");

      assertThat(lastN(ada)).isEqualTo("{'type':'last-n','n':3,'leftOut':[]}");
    }
  }

  @Test
  void whoIsLeftOutIsToldToTheOneWhoMissesThemAndShownByTheApi() throws Exception {
    TestClient ada = joinAndPublish("ada");
    TestClient bob = joinAndPublish("bob");
    String adas = ada.tracks().getFirst();
    String bobs = bob.tracks().getFirst();
    TestClient eve = TestClient.joined(server, "r", "eve");
    eve.offer(
        offer().video("recvonly").video("recvonly").sdp(),
        "[]",
        "[{'mid':'0','track':'%s'},{'mid':'1','track':'%s'}]".formatted(adas, bobs));

    eve.say("{'type':'set-last-n','id':2,'n':1}");

    eve.expect("ok");
    assertThat(lastN(eve)).isEqualTo("{'type':'last-n','n':1,'leftOut':['%s']}".formatted(bobs));
    assertThat(subscriptionOf("eve", bobs)).isEqualTo("true last-n");
    media(1).sound(SPEECH, 300);
    assertThat(lastN(eve)).isEqualTo("{'type':'last-n','n':1,'leftOut':['%s']}".formatted(adas));
    assertThat(subscriptionOf("eve", bobs)).isEqualTo("false waiting-for-keyframe");
    assertThat(subscriptionOf("eve", adas)).isEqualTo("true last-n");
    eve.say("{'type':'pin','id':3,'participant':'ada'}");
    eve.expect("ok");
    assertThat(lastN(eve)).isEqualTo("{'type':'last-n','n':1,'leftOut':[]}");
    JsonNode room = JSON.readTree(server.get("/api/v1/rooms/r").body());
    assertThat(room.path("lastN").asInt()).isEqualTo(1);
    assertThat(room.path("speakers").toString())
        .isEqualTo("[{\"participant\":\"bob\",\"speaking\":true}]");
    assertThat(room.path("participants").path(2).path("pinned").toString()).isEqualTo("[\"ada\"]");
    eve.say("{'type':'unpin','id':4,'participant':'ada'}");
    eve.expect("ok");
    assertThat(lastN(eve)).isEqualTo("{'type':'last-n','n':1,'leftOut':['%s']}".formatted(adas));
  }

  @Test
  void nobodyPinsSomebodyWhoIsNotThere() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");

    ada.say("{'type':'pin','id':3,'participant':'nobody'}");

    assertThat(ada.expect("error").path("code").asText()).isEqualTo("participant-not-found");
  }

  private TestClient joinAndPublish(String name) throws Exception {
    TestClient client = TestClient.joined(server, "r", name);
    client.publishCamera(
        offer().video("sendonly").microphone().sdp(),
        "[{'mid':'0','source':'camera'},{'mid':'1','source':'microphone'}]");
    return client;
  }

  private FakeMediaStack.Connection media(int index) {
    return server.media().connections().get(index);
  }

  private static String speakers(TestClient client) throws Exception {
    return client.await("speakers").path("speakers").toString().replace('"', '\'');
  }

  private static String lastN(TestClient client) throws Exception {
    return client.await("last-n").toString().replace('"', '\'');
  }

  /** Whether it is left out, and what it does. */
  private String subscriptionOf(String viewer, String track) throws Exception {
    JsonNode room = JSON.readTree(server.get("/api/v1/rooms/r").body());
    for (JsonNode participant : room.path("participants")) {
      for (JsonNode subscription : participant.path("subscriptions")) {
        if (participant.path("id").asText().equals(viewer)
            && subscription.path("track").asText().equals(track)) {
          return subscription.path("leftOut").asText()
              + " "
              + subscription.path("statistics").path("state").asText();
        }
      }
    }
    throw new AssertionError("no subscription of " + viewer + " to " + track + " in " + room);
  }
}

package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.access.TokensForTests.token;
import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.access.TokensForTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens on the WebSocket, and what moderators do there. */
class ModerationTest {

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start("--key", TokensForTests.KEY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theTokenDecidesWhoOneIsAndTellsWhatOneMay() throws Exception {
    TestClient ada = TestClient.connect(server);
    ada.say(join(token("{'room':'r','sub':'ada','publish':['audio'],'moderator':true}")));

    JsonNode joined = ada.expect("joined");

    assertThat(joined.path("participant").asText()).isEqualTo("ada");
    assertThat(joined.path("permissions").toString())
        .isEqualTo("{\"publish\":[\"audio\"],\"subscribe\":true,\"moderator\":true}");
  }

  @Test
  void theTokenMayComeWithTheHandshake() throws Exception {
    TestClient ada = TestClient.connect(server, token("{'room':'r','sub':'ada'}"));
    ada.say("{'type':'join','room':'r'}");

    assertThat(ada.expect("joined").path("participant").asText()).isEqualTo("ada");
  }

  @Test
  void whoIsRefusedMayTryAgainWithAnotherToken() throws Exception {
    TestClient ada = TestClient.connect(server);

    ada.say("{'type':'join','id':1,'room':'r'}");
    assertRefused(ada, "unauthorized");
    ada.say(join(token("{'room':'another'}")));
    assertRefused(ada, "not-allowed");
    ada.say(
        "{'type':'join','room':'r','participant':'eve','token':'%s'}"
            .formatted(token("{'room':'r','sub':'ada'}")));
    assertRefused(ada, "not-allowed");
    ada.say(join(token("{'room':'r','sub':'ada'}")));
    ada.expect("joined");
  }

  @Test
  void nothingIsPublishedOrReceivedThatTheTokenDoesNotAllow() throws Exception {
    TestClient ada = joined("{'room':'r','sub':'ada','publish':['camera'],'subscribe':false}");

    ada.sayOffer(offer().video("sendonly").sdp(), "[{'mid':'0','source':'screen'}]", "[]");
    assertRefused(ada, "not-allowed");
    ada.say("{'type':'subscribe','all':true}");
    assertRefused(ada, "not-allowed");
    ada.sayOffer(offer().video("recvonly").sdp(), "[]", "[{'mid':'0','track':'t-x'}]");
    assertRefused(ada, "not-allowed");
    ada.publishCamera();
    assertThat(ada.tracks()).hasSize(1);
  }

  @Test
  void aModeratorMutesATrackForEverybody() throws Exception {
    TestClient ada = joined("{'room':'r','sub':'ada','publish':true}");
    ada.publishCamera();
    String track = ada.tracks().getFirst();
    TestClient bob = joined("{'room':'r','sub':'bob','moderator':true}");
    ada.expect("participant-joined");

    bob.say("{'type':'mute','id':5,'track':'%s'}".formatted(track));

    assertThat(ada.expect("track-muted").path("track").asText()).isEqualTo(track);
    assertThat(bob.expect("track-muted").path("participant").asText()).isEqualTo("ada");
    assertThat(bob.expect("ok").path("id").asInt()).isEqualTo(5);
    ada.say("{'type':'unmute','track':'%s'}".formatted(track));
    assertRefused(ada, "not-allowed");
    bob.say("{'type':'unmute','track':'%s'}".formatted(track));
    ada.expect("track-unmuted");
  }

  @Test
  void aRemovedParticipantIsToldAndCannotResume() throws Exception {
    TestClient ada = joined("{'room':'r','sub':'ada'}");
    TestClient bob = joined("{'room':'r','sub':'bob','moderator':true}");
    ada.expect("participant-joined");

    bob.say("{'type':'remove','participant':'ada'}");

    assertThat(ada.expect("participant-left").path("reason").asText()).isEqualTo("removed");
    assertThat(ada.closeCode()).isEqualTo(1000);
    assertThat(bob.expect("participant-left").path("reason").asText()).isEqualTo("removed");
    bob.expect("ok");
    TestClient again = TestClient.connect(server);
    again.say("{'type':'resume','resume':'%s'}".formatted(ada.resumeToken()));
    assertRefused(again, "resume-failed");
  }

  @Test
  void aModeratorClosesTheRoom() throws Exception {
    TestClient ada = joined("{'room':'r','sub':'ada'}");
    ada.say("{'type':'close-room'}");
    assertRefused(ada, "not-allowed");
    TestClient bob = joined("{'room':'r','sub':'bob','moderator':true}");
    ada.expect("participant-joined");

    bob.say("{'type':'close-room','id':3}");

    assertThat(ada.expect("participant-left").path("reason").asText()).isEqualTo("room-closed");
    assertThat(bob.expect("ok").path("id").asInt()).isEqualTo(3);
    assertThat(ada.closeCode()).isEqualTo(1000);
    assertThat(bob.closeCode()).isEqualTo(1000);
  }

  private TestClient joined(String claims) throws Exception {
    return TestClient.joinedWith(server, "r", token(claims));
  }

  private static String join(String token) {
    return "{'type':'join','room':'r','token':'%s'}".formatted(token);
  }

  private static void assertRefused(TestClient client, String code) throws Exception {
    assertThat(client.expect("error").path("code").asText()).isEqualTo(code);
  }
}

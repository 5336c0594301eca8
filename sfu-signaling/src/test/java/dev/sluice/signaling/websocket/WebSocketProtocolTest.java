package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketProtocolTest {

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
  void theFirstToJoinFindsAnEmptyRoom() throws Exception {
    TestClient ada = TestClient.connect(server);
    ada.say("{'type':'join','id':1,'room':'r','name':'Ada','metadata':{'role':'host','x':null}}");

    JsonNode joined = ada.expect("joined");

    assertThat(joined.path("id").asInt()).isEqualTo(1);
    assertThat(joined.path("room").asText()).isEqualTo("r");
    assertThat(joined.path("participant").asText()).startsWith("p-");
    assertThat(joined.path("resume").asText()).hasSizeGreaterThanOrEqualTo(32);
    assertThat(joined.path("resumed").asBoolean()).isFalse();
    assertThat(joined.path("participants")).isEmpty();
    assertThat(joined.path("self").path("metadata").path("role").asText()).isEqualTo("host");
  }

  @Test
  void whoJoinsSeesTheOthersAndIsSeenByThem() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient bob = TestClient.connect(server);
    bob.say("{'type':'join','id':1,'room':'r','name':'Bob','participant':'bob'}");

    assertThat(bob.expect("joined").path("participants").findValuesAsText("id"))
        .containsExactly("ada");
    assertThat(ada.expect("participant-joined").path("participant").path("name").asText())
        .isEqualTo("Bob");
  }

  @Test
  void roomsDoNotHearOfEachOther() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient.joined(server, "another", "ada");

    ada.expectNothing();
  }

  @Test
  void whoLeavesIsAnsweredAndTheOthersAreTold() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    bob.say("{'type':'leave','id':7}");

    assertThat(bob.expect("left").path("id").asInt()).isEqualTo(7);
    assertThat(bob.closeCode()).isEqualTo(1000);
    JsonNode left = ada.expect("participant-left");
    assertThat(left.path("participant").asText()).isEqualTo("bob");
    assertThat(left.path("reason").asText()).isEqualTo("left");
  }

  @Test
  void closingTheSocketProperlyIsLeaving() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    bob.close(1001);

    assertThat(ada.expect("participant-left").path("reason").asText()).isEqualTo("left");
  }

  @Test
  void anIdInUseIsRefusedAndTheSocketStaysOpen() throws Exception {
    TestClient.joined(server, "r", "ada");
    TestClient impostor = TestClient.connect(server);

    impostor.say("{'type':'join','id':3,'room':'r','participant':'ada'}");

    JsonNode error = impostor.expect("error");
    assertThat(error.path("code").asText()).isEqualTo("participant-taken");
    assertThat(error.path("id").asInt()).isEqualTo(3);
    impostor.say("{'type':'join','id':4,'room':'r','participant':'ada2'}");
    impostor.expect("joined");
  }

  @Test
  void anOfferPublishesTracksThatOthersHearOfAndMaySubscribeTo() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");
    bob.say("{'type':'subscribe','id':1,'all':true}");
    bob.expect("ok");
    assertThat(bob.expect("subscriptions").path("subscriptions")).isEmpty();

    JsonNode answer =
        ada.offer(
            offer().audio("sendonly").video("sendonly").sdp(),
            "[{'mid':'0','source':'microphone'},{'mid':'1','source':'camera','name':'front'}]",
            "[]");

    assertThat(answer.path("published").findValuesAsText("mid")).containsExactly("0", "1");
    JsonNode audio = bob.expect("track-published");
    JsonNode video = bob.expect("track-published");
    assertThat(audio.path("participant").asText()).isEqualTo("ada");
    assertThat(audio.path("track").path("codec").asText()).isEqualTo("opus");
    assertThat(video.path("track").path("source").asText()).isEqualTo("camera");
    assertThat(video.path("track").path("name").asText()).isEqualTo("front");
    // Two tracks of one offer are one change of what is wanted.
    assertThat(bob.expect("subscriptions").path("subscriptions").findValuesAsText("track"))
        .containsExactly(
            audio.path("track").path("id").asText(), video.path("track").path("id").asText());
    bob.expectNothing();
  }

  @Test
  void aSubscribedTrackComesWithItsPublishersIdAsStreamId() throws Exception {
    TestClient ada = publishing("ada");
    String track = ada.tracks().getFirst();
    TestClient bob = TestClient.joined(server, "r", "bob");

    JsonNode answer =
        bob.offer(
            offer().video("recvonly").sdp(), "[]", "[{'mid':'0','track':'%s'}]".formatted(track));

    assertThat(answer.path("sdp").asText()).contains("a=msid:ada " + track).contains("a=sendonly");
    assertThat(answer.path("received").findValuesAsText("track")).containsExactly(track);
  }

  @Test
  void aTrackThatIsGoneByNowIsAnsweredWithNothing() throws Exception {
    TestClient bob = TestClient.joined(server, "r", "bob");

    JsonNode answer =
        bob.offer(offer().video("recvonly").sdp(), "[]", "[{'mid':'0','track':'t-gone'}]");

    assertThat(answer.path("received")).isEmpty();
  }

  @Test
  void whatAnOfferDoesNotNameAnyMoreIsUnpublished() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    ada.offer(offer().video("inactive").sdp(), "[]", "[]");

    assertThat(bob.expect("track-unpublished").path("track").asText())
        .isEqualTo(ada.tracks().getFirst());
  }

  @Test
  void theSameMidWithAnotherSourceIsAnotherTrack() throws Exception {
    TestClient ada = publishing("ada");

    JsonNode answer =
        ada.offer(offer().video("sendonly").sdp(), "[{'mid':'0','source':'screen'}]", "[]");

    assertThat(answer.path("published").findValuesAsText("track"))
        .hasSize(1)
        .doesNotContainAnyElementsOf(ada.tracks());
  }

  @Test
  void renegotiationKeepsATracksId() throws Exception {
    TestClient ada = publishing("ada");

    JsonNode answer =
        ada.offer(
            offer().video("sendonly").audio("recvonly").sdp(),
            "[{'mid':'0','source':'camera'}]",
            "[]");

    assertThat(answer.path("published").findValuesAsText("track"))
        .containsExactlyElementsOf(ada.tracks());
  }

  @Test
  void unpublishEndsATrackWithoutAnOffer() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    ada.say("{'type':'unpublish','id':3,'track':'%s'}".formatted(ada.tracks().getFirst()));

    ada.expect("ok");
    bob.expect("track-unpublished");
  }

  @Test
  void aPausedTrackIsPausedForEverybodyAndForThoseWhoComeLater() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    ada.say("{'type':'pause','id':5,'track':'%s'}".formatted(ada.tracks().getFirst()));

    ada.expect("ok");
    bob.expect("track-paused");
    TestClient eve = TestClient.connect(server);
    eve.say("{'type':'join','room':'r'}");
    assertThat(eve.expect("joined").findValues("paused")).anyMatch(JsonNode::booleanValue);
    bob.expect("participant-joined");
    ada.say("{'type':'resume-track','id':6,'track':'%s'}".formatted(ada.tracks().getFirst()));
    bob.expect("track-resumed");
  }

  @Test
  void aTrackThatIsNotReceivedCannotBePaused() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");

    bob.say("{'type':'pause','id':5,'track':'%s'}".formatted(ada.tracks().getFirst()));

    assertThat(bob.expect("error").path("code").asText()).isEqualTo("track-not-found");
  }

  @Test
  void nobodyEndsSomebodyElsesTrack() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");

    bob.say("{'type':'unpublish','id':5,'track':'%s'}".formatted(ada.tracks().getFirst()));

    assertThat(bob.expect("error").path("message").asText()).contains("only its publisher");
  }

  @Test
  void aNewNameIsTold() throws Exception {
    TestClient ada = TestClient.joined(server, "r", "ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    bob.say("{'type':'metadata','id':6,'name':'Robert'}");

    bob.expect("ok");
    assertThat(ada.expect("participant-updated").path("participant").path("name").asText())
        .isEqualTo("Robert");
  }

  @Test
  void candidatesReachThePeerConnection() throws Exception {
    TestClient ada = publishing("ada");

    ada.say(
        "{'type':'candidate','candidate':{'candidate':'candidate:1 1 udp 1 192.0.2.1 9 typ"
            + " host'}}");
    ada.say("{'type':'candidate','candidate':null}");

    ada.expectNothing();
    assertThat(server.media().connections().getFirst().candidates()).hasSize(1);
  }

  @Test
  void theConnectionsStateIsTold() throws Exception {
    TestClient ada = publishing("ada");

    server.media().connections().getFirst().connect();

    assertThat(ada.expect("connection").path("state").asText()).isEqualTo("connected");
  }

  @Test
  void aFailedConnectionEndsItsTracksAndAnotherMayFollow() throws Exception {
    TestClient ada = publishing("ada");
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");

    server.media().connections().getFirst().fail(CloseReason.CONSENT_EXPIRED);

    assertThat(ada.expect("connection").path("state").asText()).isEqualTo("failed");
    bob.expect("track-unpublished");
    ada.sayOffer(offer().video("sendonly").sdp(), "[{'mid':'0'}]", "[]");
    assertThat(ada.expect("error").path("code").asText()).isEqualTo("connection-failed");
    ada.offer(offer().from("42").video("sendonly").sdp(), "[{'mid':'0'}]", "[]");
    bob.expect("track-published");
  }

  @Test
  void aStoppingServerSaysSo() throws Exception {
    TestClient ada = publishing("ada");

    server.close();

    assertThat(ada.closeCode()).isEqualTo(1001);
    assertThat(server.media().isClosed()).isTrue();
    assertThat(server.media().connections()).allMatch(connection -> connection.isClosed());
  }

  private TestClient publishing(String participant) throws Exception {
    TestClient client = TestClient.joined(server, "r", participant);
    client.publishCamera();
    return client;
  }
}

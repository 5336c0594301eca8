package dev.sluice.signaling.websocket;

import static dev.sluice.signaling.peer.Offers.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After everything wrong that a client may say, its socket and its session go on. */
class BadInputTest {

  private TestServer server;
  private TestClient ada;

  @BeforeEach
  void join() throws Exception {
    server =
        TestServer.start(
            "--max-message-size", "16384", "--max-tracks", "2", "--max-participants", "2");
    ada = TestClient.joined(server, "r", "ada");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nonsenseIsAnError() throws Exception {
    ada.say("nonsense");
    expectError("bad-message");
  }

  @Test
  void onlyAPingMayComeBeforeAJoin() throws Exception {
    TestClient stranger = TestClient.connect(server);
    stranger.say("{'type':'ping','id':1}");
    stranger.expect("pong");
    stranger.say("{'type':'leave','id':2}");
    assertThat(stranger.expect("error").path("code").asText()).isEqualTo("not-joined");
  }

  @Test
  void aSecondJoinIsAnError() throws Exception {
    ada.say("{'type':'join','id':1,'room':'r'}");
    expectError("already-joined");
  }

  @Test
  void aMalformedRoomOrIdIsAnError() throws Exception {
    TestClient stranger = TestClient.connect(server);
    stranger.say("{'type':'join','id':1,'room':'a/b'}");
    assertThat(stranger.expect("error").path("code").asText()).isEqualTo("invalid");
    stranger.say("{'type':'join','id':1,'room':'r','participant':'a b'}");
    assertThat(stranger.expect("error").path("code").asText()).isEqualTo("invalid");
  }

  @Test
  void aFullRoomIsAnError() throws Exception {
    TestClient.joined(server, "r", "bob");
    TestClient third = TestClient.connect(server);
    third.say("{'type':'join','id':1,'room':'r'}");
    assertThat(third.expect("error").path("code").asText()).isEqualTo("room-full");
  }

  @Test
  void malformedSdpIsAnErrorThatNamesTheLine() throws Exception {
    ada.sayOffer("v=0\r\nnonsense\r\n", "[]", "[]");
    assertThat(ada.expect("error").path("message").asText()).contains("line 2");
    ada.expectNothing();
  }

  @Test
  void aMidThatTheOfferDoesNotHaveIsAnError() throws Exception {
    ada.sayOffer(offer().video("sendonly").sdp(), "[{'mid':'9'}]", "[]");
    expectError("bad-offer");
  }

  @Test
  void publishingASectionThatDoesNotSendIsAnError() throws Exception {
    ada.sayOffer(offer().video("recvonly").sdp(), "[{'mid':'0'}]", "[]");
    expectError("bad-offer");
  }

  @Test
  void tooManyTracksAreAnErrorAndNoneIsPublished() throws Exception {
    TestClient bob = TestClient.joined(server, "r", "bob");
    ada.expect("participant-joined");
    ada.sayOffer(
        offer().video("sendonly").video("sendonly").video("sendonly").sdp(),
        "[{'mid':'0'},{'mid':'1'},{'mid':'2'}]",
        "[]");
    expectError("too-many-tracks");
    bob.expectNothing();
  }

  @Test
  void aCandidateBeforeAnyOfferIsAnError() throws Exception {
    ada.say("{'type':'candidate','candidate':{'candidate':'candidate:1'}}");
    expectError("bad-offer");
  }

  @Test
  void aTrackThatIsNotThereIsAnError() throws Exception {
    ada.say("{'type':'subscribe','id':1,'track':'t-none'}");
    expectError("track-not-found");
  }

  @Test
  void subscribingToNobodyIsAnError() throws Exception {
    ada.say("{'type':'subscribe','id':1,'participant':'p-none'}");
    expectError("participant-not-found");
  }

  @Test
  void aBinaryFrameClosesTheSocket() throws Exception {
    ada.sayBinary(new byte[] {1, 2, 3});
    assertThat(ada.closeCode()).isEqualTo(1003);
  }

  @Test
  void aMessageTooLargeClosesTheSocket() throws Exception {
    ada.sayExactly("\"" + "x".repeat(20_000) + "\"");
    assertThat(ada.closeCode()).isEqualTo(1009);
  }

  private void expectError(String code) throws Exception {
    assertThat(ada.expect("error").path("code").asText()).isEqualTo(code);
    ada.expectNothing();
  }
}

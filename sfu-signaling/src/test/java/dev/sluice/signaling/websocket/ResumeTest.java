package dev.sluice.signaling.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import org.junit.jupiter.api.Test;

class ResumeTest {

  @Test
  void aDroppedClientTakesItsSessionUpAndIsToldEverything() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestClient ada = TestClient.joined(server, "r", "ada");
      ada.publishCamera();
      ada.say("{'type':'subscribe','id':1,'all':true}");
      ada.expect("ok");
      ada.expect("subscriptions");
      server.media().connections().getFirst().connect();
      ada.expect("connection");
      ada.drop();
      TestClient bob = TestClient.joined(server, "r", "bob");
      bob.publishCamera();

      TestClient again = TestClient.connect(server);
      again.say("{'type':'resume','id':1,'resume':'%s'}".formatted(ada.resumeToken()));

      JsonNode joined = again.expect("joined");
      assertThat(joined.path("resumed").asBoolean()).isTrue();
      assertThat(joined.path("participant").asText()).isEqualTo("ada");
      assertThat(joined.path("self").path("tracks").findValuesAsText("id")).isEqualTo(ada.tracks());
      assertThat(joined.path("participants").findValuesAsText("id"))
          .contains("bob")
          .containsAll(bob.tracks());
      assertThat(again.expect("connection").path("state").asText()).isEqualTo("connected");
      assertThat(again.expect("subscriptions").findValuesAsText("track")).isEqualTo(bob.tracks());
      assertThat(server.media().connections().getFirst().isClosed()).isFalse();
    }
  }

  @Test
  void theOthersDoNotNoticeADropThatIsMended() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestClient bob = TestClient.joined(server, "r", "bob");
      TestClient ada = TestClient.joined(server, "r", "ada");
      bob.expect("participant-joined");
      ada.drop();

      TestClient again = TestClient.connect(server);
      again.say("{'type':'resume','resume':'%s'}".formatted(ada.resumeToken()));
      again.expect("joined");

      bob.expectNothing();
    }
  }

  @Test
  void whoDoesNotComeBackInTimeHasLeft() throws Exception {
    try (TestServer server = TestServer.start("--resume-timeout", "0.05")) {
      TestClient bob = TestClient.joined(server, "r", "bob");
      TestClient ada = TestClient.joined(server, "r", "ada");
      bob.expect("participant-joined");

      ada.drop();

      assertThat(bob.expect("participant-left").path("reason").asText()).isEqualTo("timeout");
      TestClient late = TestClient.connect(server);
      late.say("{'type':'resume','id':1,'resume':'%s'}".formatted(ada.resumeToken()));
      assertThat(late.expect("error").path("code").asText()).isEqualTo("resume-failed");
    }
  }

  @Test
  void whoseMediaEndsTooDoesNotStayForLong() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestClient bob = TestClient.joined(server, "r", "bob");
      TestClient ada = TestClient.joined(server, "r", "ada");
      bob.expect("participant-joined");
      ada.publishCamera();
      bob.expect("track-published");
      ada.drop();
      // Whoever is heard after the drop tells that the drop was noticed.
      TestClient.joined(server, "r", "eve");
      bob.expect("participant-joined");

      server.media().connections().getFirst().fail(CloseReason.CONSENT_EXPIRED);

      bob.expect("track-unpublished");
      JsonNode left = bob.expect("participant-left");
      assertThat(left.path("reason").asText()).isEqualTo("timeout");
    }
  }

  @Test
  void aSocketThatIsStillOpenGivesWayToTheOneThatResumes() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestClient ada = TestClient.joined(server, "r", "ada");

      TestClient again = TestClient.connect(server);
      again.say("{'type':'resume','resume':'%s'}".formatted(ada.resumeToken()));
      again.expect("joined");
      again.expect("subscriptions");

      assertThat(ada.closeCode()).isEqualTo(1008);
      again.say("{'type':'metadata','id':1,'name':'still here'}");
      again.expect("ok");
    }
  }

  @Test
  void aSocketThatAnswersNoPingIsTakenAsDropped() throws Exception {
    try (TestServer server = TestServer.start("--keep-alive", "0.05", "--resume-timeout", "0.05")) {
      TestClient bob = TestClient.joined(server, "r", "bob");
      try (SilentClient silent = SilentClient.join(server.port(), "r", "silent")) {
        bob.expect("participant-joined");

        assertThat(bob.expect("participant-left").path("participant").asText()).isEqualTo("silent");
        assertThat(silent.isOpen()).isTrue();
      }
    }
  }
}

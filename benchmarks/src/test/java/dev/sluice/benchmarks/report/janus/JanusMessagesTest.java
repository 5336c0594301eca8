package dev.sluice.benchmarks.report.janus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The messages of the Janus API and its VideoRoom plugin, as Janus documents them. */
final class JanusMessagesTest {

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  private static JanusReply reply(String text) throws JsonProcessingException {
    return JanusReply.of(json(text));
  }

  @Test
  void publishingJoinsAndOffersAtOnce() throws JsonProcessingException {
    assertThat(json(VideoRoomRequests.publish(1, 2, "hall", "ada", "v=0").toString()))
        .isEqualTo(
            json(
                """
                {"janus": "message", "session_id": 1, "handle_id": 2,
                 "body": {"request": "joinandconfigure", "ptype": "publisher",
                          "room": "hall", "id": "ada"},
                 "jsep": {"type": "offer", "sdp": "v=0", "trickle": false}}
                """));
  }

  @Test
  void subscribingAsksForAllOfAParticipantsStreams() throws JsonProcessingException {
    assertThat(json(VideoRoomRequests.subscribe(1, 2, "hall", "ada").toString()))
        .isEqualTo(
            json(
                """
                {"janus": "message", "session_id": 1, "handle_id": 2,
                 "body": {"request": "join", "ptype": "subscriber", "room": "hall",
                          "streams": [{"feed": "ada"}]}}
                """));
  }

  @Test
  void startingCarriesTheAnswer() throws JsonProcessingException {
    assertThat(json(VideoRoomRequests.start(1, 2, "v=0").toString()))
        .isEqualTo(
            json(
                """
                {"janus": "message", "session_id": 1, "handle_id": 2,
                 "body": {"request": "start"},
                 "jsep": {"type": "answer", "sdp": "v=0", "trickle": false}}
                """));
  }

  @Test
  void aSuccessTellsTheNumberOfWhatWasMade() throws JsonProcessingException {
    assertThat(reply("{\"janus\": \"success\", \"transaction\": \"1\", \"data\": {\"id\": 77}}"))
        .isEqualTo(new JanusReply.Success(77));
  }

  @Test
  void anEventCarriesADescription() throws JsonProcessingException {
    assertThat(
            reply(
                """
                {"janus": "event", "sender": 2, "transaction": "1",
                 "plugindata": {"plugin": "janus.plugin.videoroom",
                                "data": {"videoroom": "attached", "room": "hall"}},
                 "jsep": {"type": "offer", "sdp": "v=0"}}
                """))
        .isEqualTo(new JanusReply.Event(Optional.of("v=0")));
  }

  @Test
  void aPluginsRefusalIsAFailureAlsoInsideOfASuccess() throws JsonProcessingException {
    assertThat(
            reply(
                """
                {"janus": "success", "transaction": "1",
                 "plugindata": {"plugin": "janus.plugin.videoroom",
                                "data": {"videoroom": "event", "error_code": 427,
                                         "error": "Room hall already exists"}}}
                """))
        .isEqualTo(new JanusReply.Failure(427, "Room hall already exists"));
  }

  @Test
  void theRefusalOfJanusItselfIsAFailure() throws JsonProcessingException {
    assertThat(
            reply(
                """
                {"janus": "error", "transaction": "1",
                 "error": {"code": 458, "reason": "No such session 1"}}
                """))
        .isEqualTo(new JanusReply.Failure(458, "No such session 1"));
  }

  @Test
  void anAcknowledgementIsNoAnswerYet() throws JsonProcessingException {
    assertThat(reply("{\"janus\": \"ack\", \"transaction\": \"1\"}"))
        .isEqualTo(new JanusReply.Acknowledgement());
  }

  @Test
  void whatNobodyAskedForIsANotice() throws JsonProcessingException {
    assertThat(reply("{\"janus\": \"webrtcup\", \"sender\": 2}"))
        .isEqualTo(new JanusReply.Notice("webrtcup"));
  }
}

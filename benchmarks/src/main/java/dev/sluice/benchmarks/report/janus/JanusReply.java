package dev.sluice.benchmarks.report.janus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What Janus says, as far as a load client listens. */
sealed interface JanusReply {

  /** The number of a session or handle that was made, or 0 where nothing was to be made. */
  record Success(long id) implements JanusReply {}

  /** A plugin's answer; with a description where media is to be negotiated. */
  record Event(Optional<String> description) implements JanusReply {}

  /**
   * A refusal, by Janus or its plugin.
   *
   * @param code Janus's or the plugin's own
   */
  record Failure(int code, String reason) implements JanusReply {}

  /** The request has been taken, and its answer is to follow. */
  record Acknowledgement() implements JanusReply {}

  /** News that nobody asked for: that a connection is up, or slow, or gone. */
  record Notice(String kind) implements JanusReply {}

  static JanusReply of(JsonNode message) {
    String kind = message.path("janus").asText();
    JsonNode plugin = message.path("plugindata").path("data");
    if (kind.equals("error")) {
      JsonNode error = message.path("error");
      return new Failure(error.path("code").asInt(), error.path("reason").asText());
    }
    if (plugin.has("error_code")) {
      return new Failure(plugin.path("error_code").asInt(), plugin.path("error").asText());
    }
    return switch (kind) {
      case "success" -> new Success(message.path("data").path("id").asLong());
      case "event" -> new Event(Optional.ofNullable(message.path("jsep").path("sdp").textValue()));
      case "ack" -> new Acknowledgement();
      default -> new Notice(kind);
    };
  }
}

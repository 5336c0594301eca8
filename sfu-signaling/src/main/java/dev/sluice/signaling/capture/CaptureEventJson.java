package dev.sluice.signaling.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent.Ended;
import dev.sluice.signaling.capture.CaptureEvent.Sending;
import dev.sluice.signaling.capture.CaptureEvent.Source;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Events as they stand in the file. */
public final class CaptureEventJson {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private CaptureEventJson() {}

  public static byte[] format(CaptureEvent event) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (event) {
      case Terms terms -> write(terms, node);
      case Ended ended -> node.put("event", "ended").put("connection", ended.connection());
    }
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every tree can be written", e);
    }
  }

  /**
   * Reads what {@link #format} has written.
   *
   * @throws IOException where it is something else
   */
  public static CaptureEvent parse(byte[] bytes, int offset, int length) throws IOException {
    JsonNode node = MAPPER.readTree(bytes, offset, length);
    try {
      int connection = node.required("connection").asInt();
      return switch (node.required("event").asText()) {
        case "terms" -> terms(connection, node);
        case "ended" -> new Ended(connection);
        case String other -> throw new IOException("there is no event " + other);
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("an event that can't be read: " + e.getMessage(), e);
    }
  }

  private static void write(Terms terms, ObjectNode node) {
    node.put("event", "terms")
        .put("connection", terms.connection())
        .put("room", terms.room())
        .put("participant", terms.participant())
        .put("viewer", terms.viewer())
        .put("wallClockOffset", terms.wallClockOffsetNanos());
    ArrayNode receives = node.putArray("receives");
    terms.receives().forEach(parameters -> receives.add(RtpParametersJson.format(parameters)));
    ArrayNode sends = node.putArray("sends");
    for (Sending sending : terms.sends()) {
      ObjectNode item = sends.addObject();
      item.set("parameters", RtpParametersJson.format(sending.parameters()));
      if (sending.plays() != null) {
        item.putObject("plays")
            .put("connection", sending.plays().connection())
            .put("mid", sending.plays().mid());
      }
      item.put("paused", sending.paused());
    }
  }

  private static Terms terms(int connection, JsonNode node) {
    List<RtpParameters> receives = new ArrayList<>();
    node.required("receives").forEach(item -> receives.add(RtpParametersJson.parse(item)));
    List<Sending> sends = new ArrayList<>();
    for (JsonNode item : node.required("sends")) {
      JsonNode plays = item.get("plays");
      sends.add(
          new Sending(
              RtpParametersJson.parse(item.required("parameters")),
              plays == null
                  ? null
                  : new Source(
                      plays.required("connection").asInt(), plays.required("mid").asText()),
              item.required("paused").asBoolean()));
    }
    return new Terms(
        connection,
        node.required("room").asText(),
        node.required("participant").textValue(),
        node.required("viewer").textValue(),
        node.required("wallClockOffset").asLong(),
        receives,
        sends);
  }
}

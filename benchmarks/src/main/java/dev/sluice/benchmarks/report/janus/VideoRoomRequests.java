package dev.sluice.benchmarks.report.janus;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a client says to Janus: requests of the Janus API, and those of its VideoRoom plugin inside
 * of them. Rooms and participants have names ({@code string_ids}).
 */
final class VideoRoomRequests {

  private static final String PLUGIN = "janus.plugin.videoroom";

  /** More than any scenario has: the plugin's default is three. */
  private static final int MAX_PUBLISHERS = 1000;

  private VideoRoomRequests() {}

  static ObjectNode createSession() {
    return request("create");
  }

  static ObjectNode attach(long session) {
    return request("attach").put("session_id", session).put("plugin", PLUGIN);
  }

  static ObjectNode detach(long session, long handle) {
    return to("detach", session, handle);
  }

  static ObjectNode createRoom(long session, long handle, String room) {
    ObjectNode body =
        body("create")
            .put("room", room)
            .put("publishers", MAX_PUBLISHERS)
            .put("audiocodec", "opus")
            .put("videocodec", "vp8,h264,vp9,av1")
            .put("notify_joining", false);
    return message(session, handle, body);
  }

  static ObjectNode publish(
      long session, long handle, String room, String participant, String offer) {
    ObjectNode body =
        body("joinandconfigure").put("ptype", "publisher").put("room", room).put("id", participant);
    return message(session, handle, body, "offer", offer);
  }

  /** Asks for everything that a participant publishes; the plugin answers with an offer. */
  static ObjectNode subscribe(long session, long handle, String room, String participant) {
    ObjectNode body = body("join").put("ptype", "subscriber").put("room", room);
    body.putArray("streams").addObject().put("feed", participant);
    return message(session, handle, body);
  }

  static ObjectNode start(long session, long handle, String answer) {
    return message(session, handle, body("start"), "answer", answer);
  }

  private static ObjectNode message(long session, long handle, ObjectNode body) {
    ObjectNode message = to("message", session, handle);
    message.set("body", body);
    return message;
  }

  private static ObjectNode message(
      long session, long handle, ObjectNode body, String type, String description) {
    ObjectNode message = message(session, handle, body);
    message
        .putObject("jsep")
        .put("type", type)
        .put("sdp", description)
        // All of the candidates are in it.
        .put("trickle", false);
    return message;
  }

  private static ObjectNode to(String verb, long session, long handle) {
    return request(verb).put("session_id", session).put("handle_id", handle);
  }

  private static ObjectNode request(String verb) {
    return JsonNodeFactory.instance.objectNode().put("janus", verb);
  }

  private static ObjectNode body(String request) {
    return JsonNodeFactory.instance.objectNode().put("request", request);
  }
}

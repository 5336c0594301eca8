package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.sluice.core.forward.ReceivePreferences;
import java.util.List;
import java.util.Map;

/**
 * What a client may say. Every message has a {@code type}, and may have an {@code id} that its
 * reply repeats.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ClientMessage.Join.class, name = "join"),
  @JsonSubTypes.Type(value = ClientMessage.Resume.class, name = "resume"),
  @JsonSubTypes.Type(value = ClientMessage.Offer.class, name = "offer"),
  @JsonSubTypes.Type(value = ClientMessage.Candidate.class, name = "candidate"),
  @JsonSubTypes.Type(value = ClientMessage.Unpublish.class, name = "unpublish"),
  @JsonSubTypes.Type(value = ClientMessage.Subscribe.class, name = "subscribe"),
  @JsonSubTypes.Type(value = ClientMessage.Unsubscribe.class, name = "unsubscribe"),
  @JsonSubTypes.Type(value = ClientMessage.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = ClientMessage.ResumeTrack.class, name = "resume-track"),
  @JsonSubTypes.Type(value = ClientMessage.Prefer.class, name = "prefer"),
  @JsonSubTypes.Type(value = ClientMessage.Explain.class, name = "explain"),
  @JsonSubTypes.Type(value = ClientMessage.Describe.class, name = "metadata"),
  @JsonSubTypes.Type(value = ClientMessage.Pin.class, name = "pin"),
  @JsonSubTypes.Type(value = ClientMessage.Unpin.class, name = "unpin"),
  @JsonSubTypes.Type(value = ClientMessage.SetLastN.class, name = "set-last-n"),
  @JsonSubTypes.Type(value = ClientMessage.Mute.class, name = "mute"),
  @JsonSubTypes.Type(value = ClientMessage.Unmute.class, name = "unmute"),
  @JsonSubTypes.Type(value = ClientMessage.Remove.class, name = "remove"),
  @JsonSubTypes.Type(value = ClientMessage.CloseRoom.class, name = "close-room"),
  @JsonSubTypes.Type(value = ClientMessage.Leave.class, name = "leave"),
  @JsonSubTypes.Type(value = ClientMessage.Ping.class, name = "ping"),
})
sealed interface ClientMessage {

  Long id();

  /** Enters a room. */
  record Join(
      Long id,
      @JsonProperty(required = true) String room,
      String name,
      Map<String, Object> metadata,
      String participant,
      Integer lastN,
      String token)
      implements ClientMessage {
    public Join {
      requireValue("room", room);
      requireCount("lastN", lastN);
      name = name == null ? "" : name;
      metadata = metadata == null ? Map.of() : metadata;
    }
  }

  /** Takes up a session whose socket has dropped. */
  record Resume(Long id, @JsonProperty(required = true) String resume) implements ClientMessage {
    public Resume {
      requireValue("resume", resume);
    }
  }

  /** States everything that this participant sends and receives from now on. */
  record Offer(
      Long id,
      @JsonProperty(required = true) String sdp,
      List<Published> publish,
      List<Received> receive)
      implements ClientMessage {
    public Offer {
      requireValue("sdp", sdp);
      publish = publish == null ? List.of() : publish;
      receive = receive == null ? List.of() : receive;
      publish.forEach(entry -> requireValue("publish", entry));
      receive.forEach(entry -> requireValue("receive", entry));
    }
  }

  /** A media section that sends. */
  record Published(@JsonProperty(required = true) String mid, Source source, String name) {
    public Published {
      requireValue("mid", mid);
      source = source == null ? Source.CUSTOM : source;
      name = name == null ? "" : name;
    }
  }

  /** A media section that receives, and which track. */
  record Received(
      @JsonProperty(required = true) String mid, @JsonProperty(required = true) String track) {
    public Received {
      requireValue("mid", mid);
      requireValue("track", track);
    }
  }

  /** A trickled candidate; null says that there are no more. */
  record Candidate(Long id, @JsonProperty(required = true) IceCandidateInit candidate)
      implements ClientMessage {}

  /** The W3C's RTCIceCandidateInit. */
  record IceCandidateInit(
      @JsonProperty(required = true) String candidate,
      String sdpMid,
      Integer sdpMLineIndex,
      String usernameFragment) {
    public IceCandidateInit {
      requireValue("candidate", candidate);
    }
  }

  record Unpublish(Long id, @JsonProperty(required = true) String track) implements ClientMessage {
    public Unpublish {
      requireValue("track", track);
    }
  }

  record Subscribe(Long id, Boolean all, String participant, String track)
      implements ClientMessage, Selection {
    public Subscribe {
      Selection.check(all, participant, track);
    }
  }

  record Unsubscribe(Long id, Boolean all, String participant, String track)
      implements ClientMessage, Selection {
    public Unsubscribe {
      Selection.check(all, participant, track);
    }
  }

  /** Exactly one of: everything, a participant, a track. */
  sealed interface Selection {
    String participant();

    String track();

    private static void check(Boolean all, String participant, String track) {
      int given = (all != null ? 1 : 0) + (participant != null ? 1 : 0) + (track != null ? 1 : 0);
      if (given != 1 || Boolean.FALSE.equals(all)) {
        throw new IllegalArgumentException(
            "give exactly one of \"all\":true, \"participant\":\"p-…\" and \"track\":\"t-…\"");
      }
    }
  }

  record Pause(Long id, @JsonProperty(required = true) String track) implements ClientMessage {
    public Pause {
      requireValue("track", track);
    }
  }

  record ResumeTrack(Long id, @JsonProperty(required = true) String track)
      implements ClientMessage {
    public ResumeTrack {
      requireValue("track", track);
    }
  }

  /** What is wanted of a received video at most; what isn't given isn't limited. */
  record Prefer(
      Long id,
      @JsonProperty(required = true) String track,
      String rid,
      Integer temporalLayer,
      Integer width,
      Integer height,
      Integer priority)
      implements ClientMessage {
    public Prefer {
      requireValue("track", track);
      requireFrom("temporalLayer", temporalLayer, 0, 7);
      requireFrom("width", width, 1, 65_535);
      requireFrom("height", height, 1, 65_535);
      requireFrom("priority", priority, 1, 100);
    }

    private static void requireFrom(String field, Integer value, int least, int most) {
      if (value != null && (value < least || value > most)) {
        throw new IllegalArgumentException(
            "\"%s\" must be from %d to %d".formatted(field, least, most));
      }
    }

    ReceivePreferences preferences() {
      return new ReceivePreferences(
          rid == null ? "" : rid,
          temporalLayer == null ? Integer.MAX_VALUE : temporalLayer,
          width == null ? 0 : width,
          height == null ? 0 : height,
          priority == null ? 1 : priority);
    }
  }

  /** Wants to be told what comes of each video that it receives, and why. */
  record Explain(Long id) implements ClientMessage {}

  /** Replaces what is given of name and metadata. */
  record Describe(Long id, String name, Map<String, Object> metadata) implements ClientMessage {
    public Describe {
      if (name == null && metadata == null) {
        throw new IllegalArgumentException("give \"name\", \"metadata\" or both");
      }
    }
  }

  /** Is shown somebody's camera whoever speaks. */
  record Pin(Long id, @JsonProperty(required = true) String participant) implements ClientMessage {
    public Pin {
      requireValue("participant", participant);
    }
  }

  record Unpin(Long id, @JsonProperty(required = true) String participant)
      implements ClientMessage {
    public Unpin {
      requireValue("participant", participant);
    }
  }

  /** A moderator's word on anybody's track. */
  record Mute(Long id, @JsonProperty(required = true) String track) implements ClientMessage {
    public Mute {
      requireValue("track", track);
    }
  }

  record Unmute(Long id, @JsonProperty(required = true) String track) implements ClientMessage {
    public Unmute {
      requireValue("track", track);
    }
  }

  /** A moderator puts somebody out. */
  record Remove(Long id, @JsonProperty(required = true) String participant)
      implements ClientMessage {
    public Remove {
      requireValue("participant", participant);
    }
  }

  /** How many cameras of those who spoke last everybody in the room is shown; 0 for all. */
  record SetLastN(Long id, @JsonProperty(required = true) Integer n) implements ClientMessage {
    public SetLastN {
      requireValue("n", n);
      requireCount("n", n);
    }
  }

  /** A moderator puts everybody out. */
  record CloseRoom(Long id) implements ClientMessage {}

  record Leave(Long id) implements ClientMessage {}

  record Ping(Long id) implements ClientMessage {}

  private static void requireCount(String field, Integer value) {
    if (value != null && value < 0) {
      throw new IllegalArgumentException("\"" + field + "\" is 0 or more, not " + value);
    }
  }

  private static void requireValue(String field, Object value) {
    if (value == null) {
      throw new IllegalArgumentException("\"" + field + "\" can't be null");
    }
  }
}

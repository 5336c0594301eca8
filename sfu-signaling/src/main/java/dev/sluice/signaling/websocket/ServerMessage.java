package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sluice.core.room.LeaveReason;
import dev.sluice.signaling.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the server says: replies, which repeat the request's {@code id}, and events. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerMessage.Joined.class, name = "joined"),
  @JsonSubTypes.Type(value = ServerMessage.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = ServerMessage.Ok.class, name = "ok"),
  @JsonSubTypes.Type(value = ServerMessage.Left.class, name = "left"),
  @JsonSubTypes.Type(value = ServerMessage.Pong.class, name = "pong"),
  @JsonSubTypes.Type(value = ServerMessage.Failure.class, name = "error"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantJoined.class, name = "participant-joined"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantLeft.class, name = "participant-left"),
  @JsonSubTypes.Type(value = ServerMessage.ParticipantUpdated.class, name = "participant-updated"),
  @JsonSubTypes.Type(value = ServerMessage.TrackPublished.class, name = "track-published"),
  @JsonSubTypes.Type(value = ServerMessage.TrackUnpublished.class, name = "track-unpublished"),
  @JsonSubTypes.Type(value = ServerMessage.TrackPaused.class, name = "track-paused"),
  @JsonSubTypes.Type(value = ServerMessage.TrackResumed.class, name = "track-resumed"),
  @JsonSubTypes.Type(value = ServerMessage.TrackMuted.class, name = "track-muted"),
  @JsonSubTypes.Type(value = ServerMessage.TrackUnmuted.class, name = "track-unmuted"),
  @JsonSubTypes.Type(value = ServerMessage.Subscriptions.class, name = "subscriptions"),
  @JsonSubTypes.Type(value = ServerMessage.Speakers.class, name = "speakers"),
  @JsonSubTypes.Type(value = ServerMessage.LastN.class, name = "last-n"),
  @JsonSubTypes.Type(value = ServerMessage.ServerDraining.class, name = "server-draining"),
  @JsonSubTypes.Type(value = ServerMessage.Layers.class, name = "layers"),
  @JsonSubTypes.Type(value = ServerMessage.Layer.class, name = "layer"),
  @JsonSubTypes.Type(value = ServerMessage.Connection.class, name = "connection"),
})
sealed interface ServerMessage {

  /** The whole state of the room as this participant sees it; also the reply to a resume. */
  record Joined(
      Long id,
      String room,
      String participant,
      String resume,
      boolean resumed,
      ParticipantState self,
      List<ParticipantState> participants,
      Permissions permissions,
      List<IceServerState> iceServers)
      implements ServerMessage {}

  record Answer(Long id, String sdp, List<MidTrack> published, List<MidTrack> received)
      implements ServerMessage {}

  record Ok(Long id) implements ServerMessage {}

  record Left(Long id) implements ServerMessage {}

  record Pong(Long id) implements ServerMessage {}

  record Failure(Long id, ErrorCode code, String message) implements ServerMessage {}

  record ParticipantJoined(ParticipantState participant) implements ServerMessage {}

  record ParticipantLeft(String participant, Reason reason) implements ServerMessage {}

  record ParticipantUpdated(ParticipantState participant) implements ServerMessage {}

  record TrackPublished(String participant, TrackState track) implements ServerMessage {}

  record TrackUnpublished(String participant, String track) implements ServerMessage {}

  record TrackPaused(String participant, String track) implements ServerMessage {}

  record TrackResumed(String participant, String track) implements ServerMessage {}

  record TrackMuted(String participant, String track) implements ServerMessage {}

  record TrackUnmuted(String participant, String track) implements ServerMessage {}

  /** The whole list of what the client wants; it makes it true by an offer. */
  record Subscriptions(List<WantedTrack> subscriptions) implements ServerMessage {}

  /** Those who spoke last, as the room orders them. */
  record Speakers(List<SpeakerState> speakers) implements ServerMessage {}

  /**
   * How many of those who spoke last are shown, and what isn't shown to this client therefore.
   *
   * @param leftOut ids of tracks that it receives
   */
  record LastN(int n, List<String> leftOut) implements ServerMessage {}

  /** Which encodings of one of its own tracks the client is to send: the others nobody watches. */
  record Layers(String track, List<EncodingState> encodings) implements ServerMessage {}

  /**
   * What the client gets of a video, why, and what of it went no further: what the API says of a
   * subscription, by the same names.
   *
   * @param playing whether anything is sent just now
   * @param playingRid the encoding sent; null without simulcast, and where none is
   * @param rid the encoding chosen; null without simulcast
   * @param width of the pictures chosen; null while unknown
   * @param height of the pictures chosen; null while unknown
   * @param framesPerSecond of the quality chosen
   * @param bitrateBps of the quality chosen
   * @param sinceMillis how long ago it was chosen for this reason
   * @param waiting for which keyframe; null where none is awaited
   * @param estimateBps what the client's network carries of everything that is sent to it
   * @param estimateLimit why that isn't more
   * @param drops packets by reason, without the reasons that never occurred
   */
  record Layer(
      String track,
      boolean playing,
      String playingRid,
      String rid,
      int spatialLayer,
      int temporalLayer,
      Integer width,
      Integer height,
      double framesPerSecond,
      long bitrateBps,
      String reason,
      long sinceMillis,
      Waiting waiting,
      long estimateBps,
      String estimateLimit,
      Map<String, Long> drops)
      implements ServerMessage {}

  /**
   * A keyframe that is awaited.
   *
   * @param rid of the encoding; null without simulcast
   * @param millis for how long
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Waiting(String rid, long millis) {}

  record Connection(ConnectionState state) implements ServerMessage {}

  record ServerDraining(long endsInSeconds) implements ServerMessage {}

  record ParticipantState(
      String id, String name, Map<String, Object> metadata, List<TrackState> tracks) {}

  record TrackState(
      String id,
      String kind,
      Source source,
      String name,
      String codec,
      boolean paused,
      boolean muted) {}

  /**
   * What one may do in the room.
   *
   * @param publish true, false or a list of what
   */
  record Permissions(Object publish, boolean subscribe, boolean moderator) {}

  record WantedTrack(String track, String participant, String kind, Source source) {}

  record SpeakerState(String participant, boolean speaking) {}

  /**
   * How one encoding is to be sent.
   *
   * @param maxBitrate in bit/s; null for no limit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record EncodingState(String rid, boolean active, Long maxBitrate) {}

  /** What goes over a media section. */
  record MidTrack(String mid, String track) {}

  /** The W3C's RTCIceServer. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record IceServerState(String urls, String username, String credential) {}

  /** Why somebody has left. */
  enum Reason {
    LEFT,
    TIMEOUT,
    REPLACED,
    REMOVED,
    ROOM_CLOSED,
    SHUTDOWN;

    static Reason of(LeaveReason reason) {
      return valueOf(reason.name());
    }

    @JsonValue
    String text() {
      return Words.of(this);
    }
  }

  /** Of the peer connection. */
  enum ConnectionState {
    CONNECTED,
    FAILED;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

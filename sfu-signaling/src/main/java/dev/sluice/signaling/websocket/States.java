package dev.sluice.signaling.websocket;

import dev.sluice.core.forward.KeyFrameWait;
import dev.sluice.core.forward.LayerReport;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.Speaker;
import dev.sluice.core.room.Track;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.config.IceServer;
import dev.sluice.signaling.config.Secret;
import dev.sluice.signaling.text.Words;
import dev.sluice.signaling.websocket.ServerMessage.EncodingState;
import dev.sluice.signaling.websocket.ServerMessage.IceServerState;
import dev.sluice.signaling.websocket.ServerMessage.ParticipantState;
import dev.sluice.signaling.websocket.ServerMessage.Permissions;
import dev.sluice.signaling.websocket.ServerMessage.SpeakerState;
import dev.sluice.signaling.websocket.ServerMessage.TrackState;
import dev.sluice.signaling.websocket.ServerMessage.Waiting;
import dev.sluice.signaling.websocket.ServerMessage.WantedTrack;
import java.util.LinkedHashMap;
import java.util.Map;

/** How rooms' objects look in messages. */
final class States {

  private States() {}

  static ParticipantState of(Participant participant) {
    return new ParticipantState(
        participant.id(),
        participant.name(),
        participant.metadata(),
        participant.tracks().stream().map(States::of).toList());
  }

  static TrackState of(Track track) {
    return new TrackState(
        track.id(),
        kind(track),
        Source.of(track.source()),
        track.name(),
        track.codec().encodingName(),
        track.paused(),
        track.muted());
  }

  static WantedTrack wanted(Track track) {
    return new WantedTrack(
        track.id(), track.publisher().id(), kind(track), Source.of(track.source()));
  }

  static SpeakerState of(Speaker speaker) {
    return new SpeakerState(speaker.participant().id(), speaker.speaking());
  }

  static Permissions of(Grant grant) {
    return new Permissions(
        grant.publish().toClaim(), grant.subscribe(), grant.moderator() || grant.admin());
  }

  static EncodingState of(WantedEncoding encoding) {
    return new EncodingState(
        encoding.rid(), encoding.active(), encoding.limitBps() == 0 ? null : encoding.limitBps());
  }

  static ServerMessage.Layer of(Track track, SubscriptionStatistics now) {
    LayerReport layer = now.layer();
    Map<String, Long> drops = new LinkedHashMap<>();
    now.drops().forEach((reason, packets) -> drops.put(Words.of(reason), packets));
    return new ServerMessage.Layer(
        track.id(),
        layer.playing(),
        emptyToNull(layer.playingRid()),
        emptyToNull(layer.rid()),
        layer.spatialLayer(),
        layer.temporalLayer(),
        layer.width() == 0 ? null : layer.width(),
        layer.height() == 0 ? null : layer.height(),
        layer.framesPerSecond(),
        layer.bitrateBps(),
        Words.of(layer.reason()),
        layer.sinceMillis(),
        of(layer.waiting()),
        layer.estimateBps(),
        Words.of(layer.estimateLimit()),
        drops);
  }

  private static Waiting of(KeyFrameWait awaited) {
    return awaited == null ? null : new Waiting(emptyToNull(awaited.rid()), awaited.millis());
  }

  private static String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  static IceServerState of(IceServer server) {
    return new IceServerState(
        server.url(),
        server.username().orElse(null),
        server.credential().map(Secret::text).orElse(null));
  }

  private static String kind(Track track) {
    return track.kind() == MediaKind.AUDIO ? "audio" : "video";
  }
}

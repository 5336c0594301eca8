package dev.sluice.signaling.websocket;

import dev.sluice.core.room.JoinRequest;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Track;
import dev.sluice.signaling.access.AccessException;
import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.admission.LimitException;
import java.util.Optional;
import java.util.OptionalInt;

/** What clients name, found; and what rooms refuse, as this protocol calls it. */
final class Requests {

  private Requests() {}

  /** The token's identity is the participant's id, and no other may be asked for. */
  static JoinRequest joinRequest(ClientMessage.Join message, Grant grant) throws AccessException {
    grant.checkEntering(message.room());
    Optional<String> id = Optional.ofNullable(message.participant());
    if (id.isPresent()) {
      grant.checkBeing(id.get());
    }
    return JoinRequest.of(id.or(grant::identity), message.name(), message.metadata())
        .withLastN(message.lastN() == null ? OptionalInt.empty() : OptionalInt.of(message.lastN()));
  }

  static Participant anybody(Participant self, String id) throws ProtocolException {
    return self.room()
        .participant(id)
        .orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.PARTICIPANT_NOT_FOUND,
                    "no participant %s is in room %s".formatted(id, self.room().name())));
  }

  static Participant participant(Participant self, String id) throws ProtocolException {
    Participant found = anybody(self, id);
    if (found == self) {
      throw new ProtocolException(
          ErrorCode.PARTICIPANT_NOT_FOUND, "nobody receives what they publish themselves");
    }
    return found;
  }

  static Track track(Participant self, String id) throws ProtocolException {
    return self.room()
        .track(id)
        .orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.TRACK_NOT_FOUND,
                    "no track %s is published in room %s".formatted(id, self.room().name())));
  }

  static Track othersTrack(Participant self, String id) throws ProtocolException {
    Track track = track(self, id);
    if (track.publisher() == self) {
      throw new ProtocolException(
          ErrorCode.TRACK_NOT_FOUND, "nobody receives what they publish themselves");
    }
    return track;
  }

  static ErrorCode code(LimitException refused) {
    return switch (refused.limit()) {
      case ROOMS -> ErrorCode.TOO_MANY_ROOMS;
      case PARTICIPANTS_AND_VIEWERS -> ErrorCode.ROOM_FULL;
      case TRACKS -> ErrorCode.TOO_MANY_TRACKS;
      case JOIN_RATE -> ErrorCode.BUSY;
      case ADDRESS_JOIN_RATE -> ErrorCode.TOO_MANY_JOINS;
      case UNCONNECTED -> ErrorCode.TOO_MANY_UNCONNECTED;
      case CPU, MEMORY -> ErrorCode.OVERLOADED;
      case DRAINING -> ErrorCode.DRAINING;
      case MESSAGE_RATE -> ErrorCode.TOO_MANY_MESSAGES;
      case SDP_SIZE -> ErrorCode.SDP_TOO_LARGE;
      case ADDRESS_CONNECTIONS, MESSAGE_SIZE, BODY_SIZE, SEND_QUEUE ->
          throw new IllegalArgumentException("no message is answered with " + refused.limit());
    };
  }

  static ErrorCode code(AccessException refused) {
    return switch (refused.reason()) {
      case UNAUTHORIZED -> ErrorCode.UNAUTHORIZED;
      case NOT_ALLOWED -> ErrorCode.NOT_ALLOWED;
    };
  }

  static ErrorCode code(RoomException refused) {
    return switch (refused.reason()) {
      case INVALID -> ErrorCode.INVALID;
      case PARTICIPANT_TAKEN -> ErrorCode.PARTICIPANT_TAKEN;
      case PARTICIPANT_NOT_FOUND -> ErrorCode.PARTICIPANT_NOT_FOUND;
      case TRACK_NOT_FOUND -> ErrorCode.TRACK_NOT_FOUND;
      case TOO_MANY_ROOMS -> ErrorCode.TOO_MANY_ROOMS;
      case ROOM_FULL -> ErrorCode.ROOM_FULL;
      case TOO_MANY_TRACKS -> ErrorCode.TOO_MANY_TRACKS;
    };
  }
}

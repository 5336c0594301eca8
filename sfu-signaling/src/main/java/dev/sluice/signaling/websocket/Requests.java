package dev.sluice.signaling.websocket;

import dev.sluice.core.room.JoinRequest;
import dev.sluice.core.room.Participant;
import dev.sluice.core.room.RoomException;
import dev.sluice.core.room.Track;
import java.util.Optional;
import java.util.OptionalInt;

/** What clients name, found; and what rooms refuse, as this protocol calls it. */
final class Requests {

  private Requests() {}

  static JoinRequest joinRequest(ClientMessage.Join message) {
    return JoinRequest.of(
            Optional.ofNullable(message.participant()), message.name(), message.metadata())
        .withLastN(message.lastN() == null ? OptionalInt.empty() : OptionalInt.of(message.lastN()));
  }

  static Participant participant(Participant self, String id) throws ProtocolException {
    Participant found =
        self.room()
            .participant(id)
            .orElseThrow(
                () ->
                    new ProtocolException(
                        ErrorCode.PARTICIPANT_NOT_FOUND,
                        "no participant %s is in room %s".formatted(id, self.room().name())));
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

package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sluice.signaling.text.Words;

/** The {@code code} of an error message; {@code PROTOCOL.md} tells when each comes. */
enum ErrorCode {
  BAD_MESSAGE,
  UNKNOWN_TYPE,
  NOT_JOINED,
  ALREADY_JOINED,
  UNAUTHORIZED,
  NOT_ALLOWED,
  INVALID,
  PARTICIPANT_TAKEN,
  PARTICIPANT_NOT_FOUND,
  TRACK_NOT_FOUND,
  TOO_MANY_ROOMS,
  ROOM_FULL,
  TOO_MANY_TRACKS,
  RESUME_FAILED,
  BAD_OFFER,
  CONNECTION_FAILED,
  BUSY,
  TOO_MANY_JOINS,
  TOO_MANY_UNCONNECTED,
  OVERLOADED,
  DRAINING,
  TOO_MANY_MESSAGES,
  SDP_TOO_LARGE,
  INTERNAL;

  @JsonValue
  String text() {
    return Words.of(this);
  }
}

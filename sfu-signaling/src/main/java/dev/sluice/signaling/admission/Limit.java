package dev.sluice.signaling.admission;

import dev.sluice.core.room.RoomException;
import java.util.Optional;

/** Everything that is bounded so that nobody takes from others what they need. */
public enum Limit {
  ROOMS("too-many-rooms", 503),
  PARTICIPANTS_AND_VIEWERS("room-full", 503),
  TRACKS("too-many-tracks", 422),
  /** New sessions, of all together. */
  JOIN_RATE("busy", 503),
  ADDRESS_JOIN_RATE("too-many-joins", 429),
  /**
   * WebSockets, WHIP and WHEP sessions, and bare TCP connections to the HTTP port, of one address.
   */
  ADDRESS_CONNECTIONS("too-many-connections", 429),
  /** Peer connections that aren't connected yet. */
  UNCONNECTED("too-many-unconnected", 503),
  CPU("overloaded", 503),
  MEMORY("overloaded", 503),
  DRAINING("draining", 503),
  MESSAGE_RATE("too-many-messages", 429),
  MESSAGE_SIZE("message-too-large", 413),
  BODY_SIZE("body-too-large", 413),
  SDP_SIZE("sdp-too-large", 413),
  /** What waits for a WebSocket client that reads slowly. */
  SEND_QUEUE("reading-too-slowly", 503);

  private final String code;
  private final int status;

  Limit(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** Of the error that its excess causes, over HTTP and on the WebSocket. */
  public String code() {
    return code;
  }

  /** Of the HTTP response. */
  public int status() {
    return status;
  }

  /** Which limit made the room service refuse something, if one did. */
  public static Optional<Limit> of(RoomException refused) {
    return switch (refused.reason()) {
      case TOO_MANY_ROOMS -> Optional.of(ROOMS);
      case ROOM_FULL -> Optional.of(PARTICIPANTS_AND_VIEWERS);
      case TOO_MANY_TRACKS -> Optional.of(TRACKS);
      case INVALID, PARTICIPANT_TAKEN, PARTICIPANT_NOT_FOUND, TRACK_NOT_FOUND -> Optional.empty();
    };
  }
}

package dev.sluice.core.room;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How somebody wants to enter a room.
 *
 * @param participantId chosen by the client, or empty for one that the server makes
 * @param name for people to read; may be empty
 * @param takesOver whether it replaces a {@link #replaceable} session of the same id
 * @param replaceable whether a later session of the same id may replace it
 * @param lastN the room's {@link Room#lastN} where this is its first participant; nothing otherwise
 */
public record JoinRequest(
    Optional<String> participantId,
    String name,
    Map<String, Object> metadata,
    boolean takesOver,
    boolean replaceable,
    OptionalInt lastN) {

  /** A session that lasts until it leaves by itself. */
  public static JoinRequest of(
      Optional<String> participantId, String name, Map<String, Object> metadata) {
    return new JoinRequest(participantId, name, metadata, false, false, OptionalInt.empty());
  }

  /** A stream key in all but name: publishing again under the same id takes over. */
  public static JoinRequest streamOf(String participantId) {
    return new JoinRequest(
        Optional.of(participantId), participantId, Map.of(), true, true, OptionalInt.empty());
  }

  /** The same, with a wish for the room. */
  public JoinRequest withLastN(OptionalInt wanted) {
    return new JoinRequest(participantId, name, metadata, takesOver, replaceable, wanted);
  }
}

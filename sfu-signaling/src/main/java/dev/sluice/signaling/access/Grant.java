package dev.sluice.signaling.access;

import dev.sluice.core.room.TrackSource;
import dev.sluice.core.rtp.MediaKind;
import java.util.Optional;

/**
 * What somebody may do.
 *
 * @param room the one that may be entered; empty for any
 * @param identity the only participant's id that may be taken; empty for any
 * @param moderator whether others in the room may be muted and put out, and the room closed
 * @param admin whether the API may be used
 */
public record Grant(
    Optional<String> room,
    Optional<String> identity,
    PublishRight publish,
    boolean subscribe,
    boolean moderator,
    boolean admin) {

  /** Of this machine's own clients, where no tokens are needed and nobody comes from elsewhere. */
  public static final Grant EVERYTHING =
      new Grant(Optional.empty(), Optional.empty(), PublishRight.ALL, true, true, true);

  /** Where no tokens are needed, and anybody may come: strangers end nothing for others. */
  public static final Grant MEDIA =
      new Grant(Optional.empty(), Optional.empty(), PublishRight.ALL, true, false, false);

  public void checkEntering(String name) throws AccessException {
    if (room.isPresent() && !room.get().equals(name)) {
      throw AccessException.notAllowed(
          "the token is for room %s, not for %s".formatted(room.get(), name));
    }
  }

  public void checkBeing(String participantId) throws AccessException {
    if (identity.isPresent() && !identity.get().equals(participantId)) {
      throw AccessException.notAllowed(
          "the token is for participant %s (sub), not for %s"
              .formatted(identity.get(), participantId));
    }
  }

  public void checkPublishing(MediaKind kind, TrackSource source) throws AccessException {
    if (!publish.allows(kind, source)) {
      throw AccessException.notAllowed(
          "the token does not allow to publish this %s track: its publish is %s"
              .formatted(kind == MediaKind.AUDIO ? "audio" : "video", publish.toClaim()));
    }
  }

  public void checkSubscribing() throws AccessException {
    if (!subscribe) {
      throw AccessException.notAllowed("the token does not allow to receive (subscribe is false)");
    }
  }

  /** Whether this is a moderator of the room, as every admin is. */
  public void checkModerating(String name) throws AccessException {
    checkEntering(name);
    if (!moderator && !admin) {
      throw AccessException.notAllowed("that takes a token with moderator: true");
    }
  }

  public void checkAdmin() throws AccessException {
    if (!admin) {
      throw AccessException.notAllowed("that takes a token with admin: true");
    }
  }
}

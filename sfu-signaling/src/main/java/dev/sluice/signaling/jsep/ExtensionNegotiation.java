package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.ExtensionMapping;
import dev.sluice.signaling.sdp.MediaSection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header extensions that an offered section and this server have in common, with the offer's
 * ids (RFC 8285 section 6).
 *
 * <p>An id means one thing in a whole bundle (RFC 9143 section 15). Some clients give it another
 * meaning in each section and then read packets by the wrong one, so the first meaning stands and
 * later ones are left out.
 *
 * @param receive those in which the client may write
 * @param send those that the client reads
 * @param answer the lines of the answer
 */
record ExtensionNegotiation(
    Map<HeaderExtension, Integer> receive,
    Map<HeaderExtension, Integer> send,
    List<ExtensionMapping> answer) {

  /**
   * They tell of the encodings and layers that are received; one encoding is sent, which needs
   * neither. Taken in every section, also without simulcast: what one section of a bundle doesn't
   * take, Chromium offers in no later one, and then it can't send simulcast there.
   */
  private static final Set<HeaderExtension> OF_SIMULCAST =
      EnumSet.of(
          HeaderExtension.RID,
          HeaderExtension.REPAIRED_RID,
          HeaderExtension.VIDEO_LAYERS_ALLOCATION);

  /** Above are only placeholders (RFC 8285 section 5). */
  private static final int MAX_ID = 255;

  /**
   * @param meanings what ids mean in the sections of the bundle before this one; this one's are
   *     added
   */
  static ExtensionNegotiation of(MediaSection section, Map<Integer, HeaderExtension> meanings) {
    Map<HeaderExtension, Integer> receive = new EnumMap<>(HeaderExtension.class);
    Map<HeaderExtension, Integer> send = new EnumMap<>(HeaderExtension.class);
    List<ExtensionMapping> answer = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    Set<HeaderExtension> seen = EnumSet.noneOf(HeaderExtension.class);
    for (ExtensionMapping offered : section.extensions()) {
      HeaderExtension extension = known(offered);
      if (extension == null
          || seen.contains(extension)
          || meanings.getOrDefault(offered.id(), extension) != extension
          || !ids.add(offered.id())) {
        continue;
      }
      seen.add(extension);
      meanings.put(offered.id(), extension);
      Direction direction = offered.direction().reversed();
      if (direction.receives()) {
        receive.put(extension, offered.id());
      }
      if (direction.sends() && !OF_SIMULCAST.contains(extension)) {
        send.put(extension, offered.id());
      }
      answer.add(new ExtensionMapping(offered.id(), direction, offered.uri()));
    }
    return new ExtensionNegotiation(
        Collections.unmodifiableMap(receive), Collections.unmodifiableMap(send), answer);
  }

  static boolean offersTransportCc(MediaSection section) {
    return section.extensions().stream()
        .anyMatch(offered -> known(offered) == HeaderExtension.TRANSPORT_CC);
  }

  private static HeaderExtension known(ExtensionMapping offered) {
    if (offered.id() > MAX_ID || offered.direction() == Direction.INACTIVE) {
      return null;
    }
    for (HeaderExtension extension : HeaderExtension.values()) {
      if (extension.uri().equals(offered.uri())) {
        return extension;
      }
    }
    return null;
  }
}

package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.Msid;
import java.util.List;
import java.util.Optional;

/**
 * One {@code m=} line of an offer.
 *
 * @param mid as offered, or made up where the offer has none
 * @param kind empty for what is not audio or video
 * @param accepted false where it will be answered with port 0
 * @param direction as the client sees it
 * @param msids the stream and track ids that the client names
 * @param codecs those that both sides know, in the client's order; empty where not accepted
 * @param description the section as offered
 */
public record OfferedSection(
    int index,
    String mid,
    Optional<MediaKind> kind,
    boolean accepted,
    Direction direction,
    List<Msid> msids,
    List<CodecParameters> codecs,
    MediaSection description) {
  public OfferedSection {
    msids = List.copyOf(msids);
    codecs = List.copyOf(codecs);
  }

  /** Whether the client would send here. */
  public boolean sends() {
    return accepted && direction.sends();
  }

  /** Whether the client would receive here. */
  public boolean receives() {
    return accepted && direction.receives();
  }
}

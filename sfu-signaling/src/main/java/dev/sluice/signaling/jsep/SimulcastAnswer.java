package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.MediaSectionBuilder;
import dev.sluice.signaling.sdp.Rid;
import dev.sluice.signaling.sdp.Simulcast;
import dev.sluice.signaling.sdp.Simulcast.Alternative;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The encodings that a client may send in one section at once (RFC 8853 section 5.3): all that it
 * offers, each in the form that it prefers.
 *
 * @param rids in the order offered; empty where there is no simulcast
 */
record SimulcastAnswer(List<Rid> rids) {

  /** More than any client sends. */
  private static final int MAX_ENCODINGS = 8;

  private static final SimulcastAnswer NONE = new SimulcastAnswer(List.of());

  /** Streams are told apart by their RID, so without its header extension there is none. */
  static SimulcastAnswer of(OfferedSection offered) {
    MediaSection section = offered.description();
    boolean hasRid =
        section.extensions().stream()
            .anyMatch(
                extension ->
                    extension.uri().equals(HeaderExtension.RID.uri())
                        && extension.direction().sends());
    if (!hasRid
        || !offered.sends()
        || !offered.kind().equals(Optional.of(MediaKind.VIDEO))
        || section.simulcast().isEmpty()) {
      return NONE;
    }
    List<Rid> rids = new ArrayList<>();
    for (List<Alternative> stream : section.simulcast().get().send()) {
      if (rids.size() < MAX_ENCODINGS) {
        declared(section, stream).ifPresent(rids::add);
      }
    }
    return rids.size() < 2 ? NONE : new SimulcastAnswer(List.copyOf(rids));
  }

  /** The first alternative that an {@code a=rid} line describes. */
  private static Optional<Rid> declared(MediaSection section, List<Alternative> stream) {
    return stream.stream()
        .flatMap(
            alternative ->
                section.rids().stream()
                    .filter(rid -> rid.sends() && rid.id().equals(alternative.rid())))
        .findFirst();
  }

  boolean isEmpty() {
    return rids.isEmpty();
  }

  /** What comes in: which SSRC is whose, packets say. */
  List<Encoding> encodings() {
    return rids.stream()
        .map(rid -> new Encoding(rid.id(), OptionalInt.empty(), OptionalInt.empty()))
        .toList();
  }

  /** Adds the lines of the answer. */
  void describe(MediaSectionBuilder answer) {
    if (isEmpty()) {
      return;
    }
    rids.forEach(rid -> answer.rid(new Rid(rid.id(), false, rid.restrictions())));
    answer.simulcast(
        new Simulcast(
            List.of(),
            rids.stream().map(rid -> List.of(new Alternative(rid.id(), false))).toList()));
  }
}

package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An {@code a=ssrc-group} line (RFC 5576 section 4.2).
 *
 * @param ssrcs 32 unsigned bits each
 */
public record SourceGroup(String semantics, List<Integer> ssrcs) {
  /** A stream and its retransmissions (RFC 4588). */
  public static final String FID = "FID";

  /** A stream and its parity (RFC 5956). */
  public static final String FEC_FR = "FEC-FR";

  /** The layers of a simulcast, lowest first. */
  public static final String SIM = "SIM";

  public SourceGroup {
    Grammar.token("the semantics of a=ssrc-group", semantics);
    ssrcs = List.copyOf(ssrcs);
  }

  static SourceGroup parse(String line) {
    String[] words = Grammar.words(line, -1);
    List<Integer> ssrcs = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      ssrcs.add(Grammar.ssrc(words[i]));
    }
    return new SourceGroup(words[0], ssrcs);
  }

  @Override
  public String toString() {
    return ssrcs.stream()
        .map(Integer::toUnsignedString)
        .collect(Collectors.joining(" ", semantics + ' ', ""))
        .strip();
  }
}

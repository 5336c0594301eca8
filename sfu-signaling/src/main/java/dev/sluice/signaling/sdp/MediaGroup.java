package dev.sluice.signaling.sdp;

import java.util.List;

/** An {@code a=group} line (RFC 5888): sections that belong together, by their mids. */
public record MediaGroup(String semantics, List<String> mids) {
  /** RFC 9143: all over one transport. */
  public static final String BUNDLE = "BUNDLE";

  public MediaGroup {
    Grammar.token("the semantics of a=group", semantics);
    mids = List.copyOf(mids);
    mids.forEach(mid -> Grammar.token("a mid of a=group", mid));
  }

  static MediaGroup parse(String value) {
    List<String> words = List.of(Grammar.words(value, -1));
    return new MediaGroup(words.getFirst(), words.subList(1, words.size()));
  }

  @Override
  public String toString() {
    return mids.isEmpty() ? semantics : semantics + ' ' + String.join(" ", mids);
  }
}

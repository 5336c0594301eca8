package dev.sluice.signaling.sdp;

import java.util.OptionalInt;

/**
 * An {@code a=rtcp-fb} line (RFC 4585 section 4.2).
 *
 * @param payloadType empty for {@code *}: every payload type of the section
 * @param value such as {@code nack pli}
 */
public record FeedbackCapability(OptionalInt payloadType, String value) {
  public FeedbackCapability {
    payloadType.ifPresent(Grammar::payloadType);
    if (Grammar.text("the value of a=rtcp-fb", value).isBlank() || !value.equals(value.strip())) {
      throw new IllegalArgumentException("a=rtcp-fb needs a payload type or * and a value");
    }
  }

  static FeedbackCapability parse(String line) {
    String[] words = Grammar.words(line, 2);
    return new FeedbackCapability(
        words[0].equals("*") ? OptionalInt.empty() : OptionalInt.of(Grammar.payloadType(words[0])),
        words.length == 2 ? String.join(" ", Grammar.words(words[1], -1)) : "");
  }

  @Override
  public String toString() {
    return (payloadType.isPresent() ? payloadType.getAsInt() : "*") + " " + value;
  }
}

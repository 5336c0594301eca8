package dev.sluice.signaling.sdp;

/**
 * An {@code a=ssrc} line (RFC 5576 section 4.1): one attribute of one source.
 *
 * @param ssrc 32 unsigned bits
 */
public record SourceAttribute(int ssrc, Attribute attribute) {
  static SourceAttribute parse(String line) {
    String[] words = Grammar.words(line, 2);
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "a=ssrc needs an SSRC and an attribute, such as 1234 cname:abc");
    }
    return new SourceAttribute(Grammar.ssrc(words[0]), Attribute.parse(words[1]));
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(ssrc) + ' ' + attribute;
  }
}

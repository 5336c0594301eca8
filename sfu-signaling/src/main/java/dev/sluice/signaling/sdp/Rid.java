package dev.sluice.signaling.sdp;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An {@code a=rid} line (RFC 8851 section 10).
 *
 * @param sends whether it names a stream that is sent, rather than received
 * @param restrictions such as {@code max-width=1280;max-height=720}
 */
public record Rid(String id, boolean sends, Optional<String> restrictions) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  public Rid {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a rid must be letters, digits, '-' and '_', not " + Grammar.quote(id));
    }
    restrictions.ifPresent(
        text -> {
          if (Grammar.text("the end of a=rid", text).isBlank() || !text.equals(text.strip())) {
            throw new IllegalArgumentException("the restrictions of a=rid are blank");
          }
        });
  }

  static Rid parse(String line) {
    String[] words = Grammar.words(line, 3);
    if (words.length < 2 || !(words[1].equals("send") || words[1].equals("recv"))) {
      throw new IllegalArgumentException("a=rid needs an id and send or recv");
    }
    return new Rid(
        words[0],
        words[1].equals("send"),
        words.length == 3 ? Optional.of(words[2]) : Optional.empty());
  }

  @Override
  public String toString() {
    return id + (sends ? " send" : " recv") + restrictions.map(text -> ' ' + text).orElse("");
  }
}

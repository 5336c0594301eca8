package dev.sluice.signaling.sdp;

import java.util.Locale;
import java.util.Optional;

/**
 * An {@code a=extmap} line (RFC 8285 section 8).
 *
 * @param id 1 to 4095; above 255 it is a placeholder that an answer must replace
 * @param direction {@link Direction#SENDRECV} where the line says nothing of it
 * @param extensionAttributes what follows the URI
 */
public record ExtensionMapping(
    int id, Direction direction, String uri, Optional<String> extensionAttributes) {
  public ExtensionMapping {
    if (id < 1 || id > 4095) {
      throw new IllegalArgumentException("the id of a=extmap must be from 1 to 4095, not " + id);
    }
    Grammar.word("the URI of a=extmap", uri);
    extensionAttributes.ifPresent(
        text -> {
          if (Grammar.text("the end of a=extmap", text).isBlank() || !text.equals(text.strip())) {
            throw new IllegalArgumentException("the extension attributes of a=extmap are blank");
          }
        });
  }

  public ExtensionMapping(int id, Direction direction, String uri) {
    this(id, direction, uri, Optional.empty());
  }

  static ExtensionMapping parse(String line) {
    String[] words = Grammar.words(line, 3);
    if (words.length < 2) {
      throw new IllegalArgumentException("a=extmap needs an id and a URI");
    }
    int slash = words[0].indexOf('/');
    String id = slash < 0 ? words[0] : words[0].substring(0, slash);
    return new ExtensionMapping(
        Grammar.number("the id of a=extmap", id, 1, 4095),
        slash < 0 ? Direction.SENDRECV : direction(words[0].substring(slash + 1)),
        words[1],
        words.length == 3 ? Optional.of(words[2]) : Optional.empty());
  }

  private static Direction direction(String text) {
    for (Direction direction : Direction.values()) {
      if (direction.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return direction;
      }
    }
    throw new IllegalArgumentException(
        "the direction of a=extmap must be sendrecv, sendonly, recvonly or inactive, not "
            + Grammar.quote(text));
  }

  @Override
  public String toString() {
    String way = direction == Direction.SENDRECV ? "" : "/" + direction;
    return id + way + ' ' + uri + extensionAttributes.map(text -> ' ' + text).orElse("");
  }
}

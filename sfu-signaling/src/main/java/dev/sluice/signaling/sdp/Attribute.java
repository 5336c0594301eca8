package dev.sluice.signaling.sdp;

import java.util.Optional;

/** An {@code a=} line that has no type of its own here, or an attribute of a source. */
public record Attribute(String name, Optional<String> value) {
  public Attribute {
    Grammar.token("an attribute's name", name);
    value.ifPresent(text -> Grammar.text("the value of a=" + name, text));
  }

  public static Attribute of(String name, String value) {
    return new Attribute(name, Optional.of(value));
  }

  /** Reads {@code name} or {@code name:value}. */
  static Attribute parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Attribute(text, Optional.empty())
        : of(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return value.map(text -> name + ':' + text).orElse(name);
  }
}

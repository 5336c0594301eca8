package dev.sluice.core.room;

import java.util.Collection;
import java.util.Map;

/** What an application attaches to a participant; opaque to the server except for its size. */
public final class Metadata {

  private Metadata() {}

  /**
   * Roughly the number of characters that the value takes as text: keys, strings, and eight for
   * everything else.
   */
  public static int size(Object value) {
    return switch (value) {
      case CharSequence text -> text.length() + 2;
      case Map<?, ?> map ->
          map.entrySet().stream().mapToInt(e -> size(e.getKey()) + size(e.getValue())).sum() + 2;
      case Collection<?> list -> list.stream().mapToInt(Metadata::size).sum() + 2;
      case null, default -> 8;
    };
  }
}

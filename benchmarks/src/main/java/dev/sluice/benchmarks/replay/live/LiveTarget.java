package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.LoadPlan.Target;
import java.net.URI;
import java.util.Optional;

/**
 * The server that is played into.
 *
 * @param whip the publishers' URL, with {@code {participant}} in it, and perhaps {@code {room}}
 * @param host where it is
 * @param token sent as {@code Authorization: Bearer}
 */
public record LiveTarget(String whip, String host, Optional<String> token) {

  /**
   * Understands a Sluice's address, or a WHIP endpoint.
   *
   * @throws IllegalArgumentException where it is something else; the message says what would be
   *     right
   */
  public static LiveTarget parse(String text, Optional<String> token) {
    URI address;
    try {
      address = URI.create(text.replaceAll("[{}]", ""));
    } catch (IllegalArgumentException e) {
      throw wrong(text, e);
    }
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!http || address.getHost() == null) {
      throw wrong(text, null);
    }
    boolean sluice = address.getPath().isEmpty() || address.getPath().equals("/");
    return new LiveTarget(sluice ? Target.sluice(text).whip() : text, address.getHost(), token);
  }

  private static IllegalArgumentException wrong(String text, Exception cause) {
    return new IllegalArgumentException(
        "--to is a Sluice such as http://127.0.0.1:8080, or a WHIP endpoint such as"
            + " 'http://host/whip/{room}/{participant}', not '"
            + text
            + "'",
        cause);
  }

  /** Whether each publisher has an endpoint of its own. */
  boolean tellsPublishersApart() {
    return whip.contains("{participant}");
  }
}

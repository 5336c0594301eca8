package dev.sluice.signaling.config;

import java.util.Optional;

/**
 * A STUN or TURN server that clients are told of (RFC 7064, RFC 7065).
 *
 * @param url such as {@code stun:stun.example.org:3478}
 * @param username with TURN
 * @param credential with TURN
 */
public record IceServer(String url, Optional<String> username, Optional<Secret> credential) {

  /**
   * Reads {@code url} or {@code url;username;credential}.
   *
   * @throws IllegalArgumentException whose message says what would be right
   */
  public static IceServer parse(String text) {
    String[] parts = text.split(";", -1);
    boolean wellFormed =
        parts[0].matches("(stuns?|turns?):[^\\s<>\"]+")
            && (parts.length == 1 || parts.length == 3)
            && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '"');
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "write stun:host:port, or turn:host:port;username;credential");
    }
    return parts.length == 1
        ? new IceServer(parts[0], Optional.empty(), Optional.empty())
        : new IceServer(parts[0], Optional.of(parts[1]), Optional.of(new Secret(parts[2])));
  }

  /** Whether it relays, and so wants credentials. */
  public boolean isTurn() {
    return url.startsWith("turn");
  }

  /** As a Link header's value, RFC 9725 section 4.6. */
  public String toLink() {
    StringBuilder link = new StringBuilder("<").append(url).append(">; rel=\"ice-server\"");
    username.ifPresent(u -> link.append("; username=\"").append(u).append('"'));
    credential.ifPresent(
        secret ->
            link.append("; credential=\"")
                .append(secret.text())
                .append("\"; credential-type=\"password\""));
    return link.toString();
  }
}

package dev.sluice.signaling.config;

import java.nio.charset.StandardCharsets;

/**
 * A secret that the server shares with whoever makes tokens for it.
 *
 * @param id which tokens name it by (kid)
 * @param text the secret
 */
public record SharedKey(String id, String text) {

  /** HS256 wants no less: RFC 7518 section 3.2. */
  private static final int LEAST_BYTES = 32;

  /**
   * Reads {@code ID:SECRET}.
   *
   * @throws IllegalArgumentException whose message says what would be right, without the secret
   */
  public static SharedKey parse(String pair) {
    int colon = pair.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("write ID:SECRET, neither with a comma in it");
    }
    SharedKey key = new SharedKey(pair.substring(0, colon).strip(), pair.substring(colon + 1));
    if (key.secret().length < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "the secret of %s has %d bytes, and HS256 needs %d: 'openssl rand -hex 32' makes one"
              .formatted(key.id(), key.secret().length, LEAST_BYTES));
    }
    return key;
  }

  public byte[] secret() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Without the secret, which belongs in no log. */
  @Override
  public String toString() {
    return "SharedKey[" + id + "]";
  }
}

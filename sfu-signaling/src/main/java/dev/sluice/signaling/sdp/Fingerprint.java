package dev.sluice.signaling.sdp;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An {@code a=fingerprint} line (RFC 8122 section 5).
 *
 * @param hash the hash function's name in lower case, such as {@code sha-256}
 * @param value upper-case hexadecimal octets between colons
 */
public record Fingerprint(String hash, String value) {
  private static final Pattern OCTETS = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){0,127}");

  public Fingerprint {
    hash = Grammar.token("the hash of a=fingerprint", hash).toLowerCase(Locale.ROOT);
    value = value.toUpperCase(Locale.ROOT);
    if (!OCTETS.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a=fingerprint needs a hash function and hexadecimal octets between colons, such as"
              + " sha-256 12:AB:…");
    }
    int expected = octets(hash);
    if (expected > 0 && value.length() != 3 * expected - 1) {
      throw new IllegalArgumentException(
          "a=fingerprint with " + hash + " must have " + expected + " octets");
    }
  }

  private static int octets(String hash) {
    return switch (hash) {
      case "sha-1" -> 20;
      case "sha-224" -> 28;
      case "sha-256" -> 32;
      case "sha-384" -> 48;
      case "sha-512" -> 64;
      default -> -1;
    };
  }

  static Fingerprint parse(String text) {
    String[] words = Grammar.words(text, 3);
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "a=fingerprint needs a hash function and hexadecimal octets between colons");
    }
    return new Fingerprint(words[0], words[1]);
  }

  @Override
  public String toString() {
    return hash + ' ' + value;
  }
}

package dev.sluice.ice;

import java.security.SecureRandom;
import java.util.Objects;

/**
 * The user name fragment and password of one side of an ICE session (RFC 8445 section 5.3).
 *
 * @param ufrag 4 to 256 ice-chars
 * @param pwd 22 to 256 ice-chars
 */
public record IceCredentials(String ufrag, String pwd) {

  // RFC 8839 section 5.4: ice-char = ALPHA / DIGIT / "+" / "/".
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** Length of the fragments made here: 48 bits, and a fixed length rejects strangers at once. */
  static final int GENERATED_UFRAG_LENGTH = 8;

  private static final int GENERATED_PWD_LENGTH = 24;

  /**
   * Checks length and alphabet.
   *
   * @throws IllegalArgumentException if either breaks RFC 8839 section 5.4
   */
  public IceCredentials {
    requireIceChars("ice-ufrag", ufrag, 4);
    requireIceChars("ice-pwd", pwd, 22);
  }

  /** New ones, of as much randomness as RFC 8445 section 5.3 asks for. */
  public static IceCredentials generate(SecureRandom random) {
    return new IceCredentials(
        randomIceChars(random, GENERATED_UFRAG_LENGTH),
        randomIceChars(random, GENERATED_PWD_LENGTH));
  }

  private static String randomIceChars(SecureRandom random, int length) {
    byte[] bits = new byte[length];
    random.nextBytes(bits);
    StringBuilder text = new StringBuilder(length);
    for (byte b : bits) {
      text.append(ICE_CHARS.charAt(b & 63));
    }
    return text.toString();
  }

  private static void requireIceChars(String name, String value, int minimum) {
    Objects.requireNonNull(value, name);
    if (value.length() < minimum || value.length() > 256) {
      throw new IllegalArgumentException(
          name + " must have " + minimum + " to 256 characters, not " + value.length());
    }
    for (int i = 0; i < value.length(); i++) {
      if (ICE_CHARS.indexOf(value.charAt(i)) < 0) {
        throw new IllegalArgumentException(
            name + " may only hold letters, digits, '+' and '/' (RFC 8839 section 5.4)");
      }
    }
  }

  /** The fragment alone: a password must not reach a log. */
  @Override
  public String toString() {
    return "IceCredentials[ufrag=" + ufrag + "]";
  }
}

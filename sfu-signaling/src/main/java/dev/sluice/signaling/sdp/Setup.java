package dev.sluice.signaling.sdp;

import java.util.Locale;

/** The {@code a=setup} attribute (RFC 4145, RFC 8842): who starts DTLS. */
public enum Setup {
  /** Offers only: the answerer chooses. */
  ACTPASS,
  /** Is the DTLS client. */
  ACTIVE,
  /** Is the DTLS server. */
  PASSIVE,
  HOLDCONN;

  static Setup parse(String text) {
    return switch (text.strip()) {
      case "actpass" -> ACTPASS;
      case "active" -> ACTIVE;
      case "passive" -> PASSIVE;
      case "holdconn" -> HOLDCONN;
      default ->
          throw new IllegalArgumentException(
              "a=setup must be actpass, active, passive or holdconn, not " + Grammar.quote(text));
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.sluice.signaling.sdp;

/**
 * The {@code o=} line.
 *
 * @param sessionId decimal digits; up to 64 bits, so kept as text
 * @param version decimal digits; grows by one with each description of the session that differs
 */
public record Origin(
    String username,
    String sessionId,
    String version,
    String networkType,
    String addressType,
    String address) {
  public Origin {
    Grammar.word("the user name of o=", username);
    Grammar.digits("the session id of o=", sessionId);
    Grammar.digits("the version of o=", version);
    Grammar.token("the network type of o=", networkType);
    Grammar.token("the address type of o=", addressType);
    Grammar.word("the address of o=", address);
  }

  /** As RFC 9429 section 5.2.1 wants it: no user name and an address that says nothing. */
  public static Origin of(long sessionId, long version) {
    return new Origin(
        "-", Long.toString(sessionId), Long.toString(version), "IN", "IP4", "127.0.0.1");
  }

  static Origin parse(String value) {
    String[] words = Grammar.words(value, 7);
    if (words.length != 6) {
      throw new IllegalArgumentException(
          "o= needs six words: user, session id, version, IN, IP4 or IP6, address");
    }
    return new Origin(words[0], words[1], words[2], words[3], words[4], words[5]);
  }

  @Override
  public String toString() {
    return String.join(" ", username, sessionId, version, networkType, addressType, address);
  }
}

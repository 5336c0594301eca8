package dev.sluice.dtls.srtp;

/** Why {@link SrtpSession} gave a packet no way through. */
public enum SrtpDrop {
  /** Shorter than its fixed header and what protection adds. */
  TOO_SHORT(-1),
  /** Not version 2, or its CSRC list or header extension reaches beyond its end. */
  MALFORMED(-2),
  /** The tag is wrong: forged, damaged, or under other keys. */
  AUTHENTICATION(-3),
  /**
   * The index has been seen. From a sender under an AEAD profile: it has been used, and a nonce may
   * never serve twice (RFC 7714 section 10).
   */
  REPLAYED(-4),
  /** The index lies behind the replay window, or before the stream's first packet. */
  TOO_OLD(-5),
  /** The peer, or this side, has used as many SSRCs as a session remembers. */
  TOO_MANY_STREAMS(-6),
  /** The key has protected as many packets as it may (RFC 3711 section 9.2). */
  KEY_EXHAUSTED(-7),
  /** The output array has no room for the result. */
  NO_ROOM(-8),
  /** The cipher refused for a reason of its own; never seen. */
  UNKNOWN(-9);

  private static final SrtpDrop[] VALUES = values();

  private final int code;

  SrtpDrop(int code) {
    this.code = code;
  }

  /** The negative number that stands for this reason where a length is returned. */
  public int code() {
    return code;
  }

  /**
   * The reason behind a negative result.
   *
   * @throws IllegalArgumentException if the number is not a {@link #code}
   */
  public static SrtpDrop ofCode(int code) {
    for (SrtpDrop reason : VALUES) {
      if (reason.code == code) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no drop reason has the code " + code);
  }
}

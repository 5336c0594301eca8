package dev.sluice.signaling.jsep;

import dev.sluice.signaling.text.Words;

/** An offer that cannot be answered; the message says what would be right. */
public final class NegotiationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** No {@code m=} line at all. */
    NO_MEDIA,
    /** {@code m=} lines, but none that could be accepted. */
    NOTHING_ACCEPTABLE,
    DUPLICATE_MID,
    /** The plan, or a group, names a mid that no {@code m=} line has. */
    UNKNOWN_MID,
    /** A renegotiation that dropped, reordered or renamed {@code m=} lines. */
    MEDIA_ORDER_CHANGED,
    INVALID_BUNDLE,
    RTCP_MUX_MISSING,
    ICE_CREDENTIALS_MISSING,
    ICE_LITE_OFFERED,
    FINGERPRINT_MISSING,
    FINGERPRINT_TOO_WEAK,
    SETUP_INVALID,
    /** A renegotiation that would need a new DTLS association. */
    DTLS_CHANGED,
    EXTENSION_ID_CONFLICT,
    DUPLICATE_SSRC;

    /** The form for protocols: lower case with hyphens. */
    public String code() {
      return Words.of(this);
    }
  }

  private final Reason reason;

  NegotiationException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

package dev.sluice.dtls;

/**
 * Why there is no DTLS connection.
 *
 * @param message one sentence for a log or an operator
 */
public record DtlsFailure(Reason reason, String message) {

  /** The kinds of failure. */
  public enum Reason {
    /** The handshake was not over in time. */
    TIMEOUT,
    /** The peer does not speak DTLS 1.2. */
    PROTOCOL_VERSION,
    /** The peer showed no certificate, or one that its signaling did not announce. */
    FINGERPRINT_MISMATCH,
    /** The peer offered no SRTP protection profile that Sluice speaks. */
    NO_SRTP_PROFILE,
    /** The peer ended the handshake. */
    PEER_REFUSED,
    /** The peer broke the protocol, or there is no cipher suite in common. */
    PROTOCOL_ERROR
  }
}

package dev.sluice.core.transport;

/**
 * The protected path to one peer: what is given here is encrypted and leaves with the current
 * wake-up's flush.
 *
 * <p>Only the loop that owns the peer may call it. The arrays are read before the call returns and
 * belong to the caller again afterwards. A packet that can't be sent (no keys yet, no path) is
 * counted by the implementation and dropped.
 */
public interface RtpTransport {

  /** Sends one whole plain RTP packet, header included. */
  void sendRtp(byte[] packet, int offset, int length);

  /** Sends one plain, possibly compound RTCP packet (RFC 3550 section 6.1, RFC 5506). */
  void sendRtcp(byte[] packet, int offset, int length);
}

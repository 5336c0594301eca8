package dev.sluice.ice;

/** Why an {@link IceTransport} has ended. */
public enum IceCloseReason {
  /** {@link IceTransport#close} or {@link MediaPort#close} was called. */
  LOCAL,
  /** The peer has not answered a consent check for too long (RFC 7675 section 5.1). */
  CONSENT_EXPIRED,
  /** No pair was nominated in time after {@link IceTransport#start}. */
  NEVER_CONNECTED
}

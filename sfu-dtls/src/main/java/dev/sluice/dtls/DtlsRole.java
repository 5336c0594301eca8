package dev.sluice.dtls;

/** This side's part in the handshake (RFC 5763 section 5). */
public enum DtlsRole {
  /** Sends the ClientHello: this side is {@code setup:active}, the peer {@code passive}. */
  CLIENT,
  /** Waits for the ClientHello: this side is {@code setup:passive}, the peer {@code active}. */
  SERVER
}

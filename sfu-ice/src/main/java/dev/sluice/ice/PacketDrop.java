package dev.sluice.ice;

/** Why the media port has thrown a packet away, in either direction. Every drop has one reason. */
public enum PacketDrop {
  /** A datagram or frame without content. */
  EMPTY,
  /** Longer than the largest packet that WebRTC sends, hence truncated. */
  TOO_LARGE,
  /** A first byte that RFC 7983 gives to no protocol used here. */
  UNKNOWN_PROTOCOL,
  /** Not a well-formed STUN message (RFC 8489 section 5). */
  STUN_MALFORMED,
  /** A method or class that a media port does not speak. */
  STUN_UNSUPPORTED,
  /** A FINGERPRINT that does not match. */
  STUN_BAD_FINGERPRINT,
  /** A USERNAME that names no transport of this port. */
  STUN_UNKNOWN_USER,
  /** A MESSAGE-INTEGRITY that is missing or does not match. */
  STUN_BAD_INTEGRITY,
  /** A response that nobody waits for. */
  STUN_UNKNOWN_TRANSACTION,
  /** Authentic, but with content that can't be handled. */
  STUN_REJECTED,
  /** A check with credentials of the peer's that haven't been signalled, as before a restart. */
  STUN_UNKNOWN_PEER,
  /** A check that came before {@link IceTransport#start}. */
  NOT_STARTED,
  /** DTLS or SRTP from an address that has not proven to know a password. */
  UNKNOWN_SENDER,
  /** A check from yet another address of a peer that has used too many. */
  TOO_MANY_PATHS,
  /** For a transport that has ended meanwhile. */
  CLOSED,
  /**
   * A TCP connection beyond a bound on those that have not authenticated, all or of one address.
   */
  TCP_TOO_MANY_CONNECTIONS,
  /** A TCP connection closed because it never authenticated. */
  TCP_UNAUTHENTICATED,
  /** A TCP frame beyond the bound; its connection is closed. */
  TCP_FRAME_TOO_LARGE,
  /** Outgoing, before the peer has proven an address. */
  NO_PATH,
  /** Outgoing, more than an address that has not answered a check yet has sent itself. */
  UNVALIDATED_ADDRESS,
  /** Outgoing, while the socket's buffer is full. */
  SOCKET_FULL,
  /** Outgoing, refused by the operating system. */
  SEND_FAILED,
  /** Its handling threw: a mistake of this program. */
  HANDLER_FAILED
}

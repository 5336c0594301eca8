package dev.sluice.signaling.peer;

/** The step at which a peer connection came to grief, and what to look at then. */
public enum ConnectionFailure {
  ICE_NO_CHECKS(
      "ICE: no check came",
      "the client can't reach the media port: see that --media-advertise names the address at which"
          + " it sees this server, and that UDP and TCP are open to it; /api/v1/doctor tells more"),
  ICE_NO_ANSWER(
      "ICE: checks came, but no answer to this server's",
      "what the server sends doesn't get back to the client: a firewall that lets nothing out, or a"
          + " route that answers from another address"),
  ICE_NOT_NOMINATED(
      "ICE: a path worked, but the client did not choose it",
      "the client went away in that moment, or found another server at the same address"),
  DTLS_SILENCE(
      "DTLS: nothing came over the path that ICE found",
      "a firewall passes STUN alone, or the client ended"),
  DTLS_TIMEOUT(
      "DTLS: the handshake was not complete in time",
      "large packets get lost on the way (MTU), or the path loses most of them"),
  DTLS_VERSION("DTLS: no version in common", "the client speaks DTLS 1.3 only, or 1.0"),
  DTLS_FINGERPRINT(
      "DTLS: the client's certificate is not the one of its offer",
      "somebody is between the client and this server, or changed the offer on its way"),
  DTLS_NO_SRTP_PROFILE("DTLS: no SRTP profile in common", "the client offers none of WebRTC's"),
  DTLS_REFUSED(
      "DTLS: the client ended the handshake",
      "it does not accept this server's certificate: was the answer changed on its way?"),
  DTLS_PROTOCOL_ERROR("DTLS: the handshake broke", "a client that keeps other rules"),
  CONSENT_EXPIRED(
      "ICE: the client stopped answering",
      "its network is gone or has changed, or it was closed without a goodbye"),
  NO_MEDIA(
      "Media: connected, but no packet came of what it publishes",
      "its tracks were ended or muted, or its encoder does not start");

  private final String step;
  private final String likely;

  ConnectionFailure(String step, String likely) {
    this.step = step;
    this.likely = likely;
  }

  /** What is known, as a part of a sentence. */
  public String step() {
    return step;
  }

  /** What tends to be behind it, as a part of a sentence. */
  public String likely() {
    return likely;
  }
}

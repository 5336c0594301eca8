package dev.sluice.signaling.jsep;

import dev.sluice.signaling.jsep.NegotiationException.Reason;
import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.Setup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an offer says of ICE and DTLS. Only the first section of the bundle counts: some tools offer
 * other credentials in each, for transports that a bundle never makes.
 */
final class TransportReview {
  private static final Set<String> STRONG_HASHES = Set.of("sha-256", "sha-384", "sha-512");

  private TransportReview() {}

  /**
   * @param bundle the accepted sections by index, the one whose transport counts first
   */
  static RemoteTransport transport(
      SessionDescription offer, List<Integer> bundle, Optional<RemoteTransport> previous)
      throws NegotiationException {
    int first = bundle.getFirst();
    TransportDescription described = offer.transport(offer.media().get(first));
    IceParameters ice =
        described
            .ice()
            .orElseThrow(
                () ->
                    new NegotiationException(
                        Reason.ICE_CREDENTIALS_MISSING,
                        "m= line "
                            + first
                            + " has neither a=ice-ufrag and a=ice-pwd of its own nor from the"
                            + " session"));
    List<Fingerprint> fingerprints = fingerprints(first, described);
    Setup localSetup = localSetup(described.setup(), previous);
    checkSameAssociation(fingerprints, localSetup, previous);
    Set<String> candidates = new LinkedHashSet<>();
    for (int index : bundle) {
      candidates.addAll(offer.media().get(index).transport().candidates());
    }
    return new RemoteTransport(
        ice, fingerprints, List.copyOf(candidates), described.endOfCandidates(), localSetup);
  }

  private static List<Fingerprint> fingerprints(int first, TransportDescription described)
      throws NegotiationException {
    if (described.fingerprints().isEmpty()) {
      throw new NegotiationException(
          Reason.FINGERPRINT_MISSING,
          "m= line "
              + first
              + " has no a=fingerprint, nor has the session; media must be secured by DTLS-SRTP");
    }
    List<Fingerprint> strong =
        described.fingerprints().stream()
            .filter(fingerprint -> STRONG_HASHES.contains(fingerprint.hash()))
            .toList();
    if (strong.isEmpty()) {
      throw new NegotiationException(
          Reason.FINGERPRINT_TOO_WEAK,
          "a=fingerprint is offered with "
              + described.fingerprints().getFirst().hash()
              + " only; offer sha-256, sha-384 or sha-512");
    }
    return strong;
  }

  /** RFC 8842 section 5.3; absent means active (RFC 4145 section 4). */
  private static Setup localSetup(Optional<Setup> offered, Optional<RemoteTransport> previous)
      throws NegotiationException {
    return switch (offered.orElse(Setup.ACTIVE)) {
      case ACTPASS -> previous.map(RemoteTransport::localSetup).orElse(Setup.PASSIVE);
      case ACTIVE -> Setup.PASSIVE;
      case PASSIVE -> Setup.ACTIVE;
      case HOLDCONN ->
          throw new NegotiationException(
              Reason.SETUP_INVALID, "a=setup:holdconn cannot be answered; offer a=setup:actpass");
    };
  }

  /** RFC 8842 section 5.5: another fingerprint or role asks for a new association. */
  private static void checkSameAssociation(
      List<Fingerprint> fingerprints, Setup localSetup, Optional<RemoteTransport> previous)
      throws NegotiationException {
    if (previous.isEmpty()) {
      return;
    }
    Set<Fingerprint> before = new HashSet<>(previous.get().fingerprints());
    if (!before.equals(new HashSet<>(fingerprints)) || localSetup != previous.get().localSetup()) {
      throw new NegotiationException(
          Reason.DTLS_CHANGED,
          "a=fingerprint and the DTLS role must stay as they are within a connection; make a new"
              + " connection for another certificate");
    }
  }
}

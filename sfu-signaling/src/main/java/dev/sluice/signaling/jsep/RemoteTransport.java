package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.Setup;
import java.util.List;

/**
 * What the offer says of the client's one transport, that of the first section of its bundle.
 *
 * @param fingerprints of sha-256 and better; one at least
 * @param candidates each as {@code candidate:…}, those of all sections of the bundle
 * @param localSetup this side's DTLS role: {@link Setup#PASSIVE} is the server, {@link
 *     Setup#ACTIVE} the client
 */
public record RemoteTransport(
    IceParameters ice,
    List<Fingerprint> fingerprints,
    List<String> candidates,
    boolean endOfCandidates,
    Setup localSetup) {
  public RemoteTransport {
    fingerprints = List.copyOf(fingerprints);
    candidates = List.copyOf(candidates);
  }

  /** Whether this side sends the ClientHello. */
  public boolean localIsDtlsClient() {
    return localSetup == Setup.ACTIVE;
  }
}

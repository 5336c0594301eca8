package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import java.util.List;

/**
 * What the answer says of this side's transport.
 *
 * @param ice after an ICE restart these must be new ones (RFC 8839 section 4.4.3)
 * @param candidates all there are, each as {@code candidate:…}; {@code end-of-candidates} follows
 */
public record LocalTransport(
    IceParameters ice, List<Fingerprint> fingerprints, List<String> candidates) {
  public LocalTransport {
    fingerprints = List.copyOf(fingerprints);
    candidates = List.copyOf(candidates);
  }
}

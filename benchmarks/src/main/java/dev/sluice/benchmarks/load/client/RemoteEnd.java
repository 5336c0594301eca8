package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.signaling.SignalingException;
import dev.sluice.dtls.DtlsFingerprint;
import dev.sluice.dtls.DtlsRole;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.Setup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The transport of the server's description: that of its first section in use, as all are bundled.
 *
 * @param localRole which DTLS role is left to this side
 * @param candidates over UDP, the best first
 */
record RemoteEnd(
    IceCredentials credentials,
    List<DtlsFingerprint> fingerprints,
    DtlsRole localRole,
    List<InetSocketAddress> candidates) {

  private record Candidate(long priority, InetSocketAddress address) {}

  /** As {@link #of}, where the DTLS roles have to be decided. */
  static RemoteEnd ofAnswer(SessionDescription answer) {
    // RFC 8842 section 5.3. Both sides would wait, or both begin.
    if (answer.transport(firstInUse(answer)).setup().equals(Optional.of(Setup.ACTPASS))) {
      throw new SignalingException("a=setup:actpass makes it an offer, where an answer was due");
    }
    return of(answer);
  }

  static RemoteEnd of(SessionDescription remote) {
    TransportDescription transport = remote.transport(firstInUse(remote));
    IceParameters ice =
        transport
            .ice()
            .orElseThrow(() -> new SignalingException("a=ice-ufrag and a=ice-pwd are missing"));
    if (transport.fingerprints().isEmpty()) {
      throw new SignalingException("a=fingerprint is missing");
    }
    List<InetSocketAddress> candidates = candidates(remote);
    if (candidates.isEmpty()) {
      throw new SignalingException("there is no UDP candidate with an address in it");
    }
    return new RemoteEnd(
        new IceCredentials(ice.usernameFragment(), ice.password()),
        transport.fingerprints().stream()
            .map(fingerprint -> new DtlsFingerprint(fingerprint.hash(), fingerprint.value()))
            .toList(),
        // RFC 8842 section 5: who is active sends the ClientHello.
        transport.setup().orElse(Setup.PASSIVE) == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT,
        candidates);
  }

  /**
   * Leaves out what a socket of this address can't send to, which is IPv6 from IPv4.
   *
   * @throws SignalingException if nothing is left
   */
  RemoteEnd reachableFrom(InetAddress local) {
    List<InetSocketAddress> reachable =
        candidates.stream()
            .filter(
                candidate ->
                    local instanceof Inet6Address
                        || !(candidate.getAddress() instanceof Inet6Address))
            .toList();
    if (reachable.isEmpty()) {
      throw new SignalingException(
          "all its candidates are IPv6, and its URL was reached from " + local.getHostAddress());
    }
    return new RemoteEnd(credentials, fingerprints, localRole, reachable);
  }

  private static MediaSection firstInUse(SessionDescription remote) {
    return remote.media().stream()
        .filter(section -> !section.isRejected())
        .findFirst()
        .orElseThrow(() -> new SignalingException("the server takes none of the media"));
  }

  private static List<InetSocketAddress> candidates(SessionDescription remote) {
    List<Candidate> candidates = new ArrayList<>();
    for (MediaSection section : remote.media()) {
      for (String text : section.transport().candidates()) {
        candidate(text).ifPresent(candidates::add);
      }
    }
    remote.transport().candidates().forEach(text -> candidate(text).ifPresent(candidates::add));
    return candidates.stream()
        .sorted(Comparator.comparingLong(Candidate::priority).reversed())
        .map(Candidate::address)
        .distinct()
        .toList();
  }

  /** RFC 8839 section 5.1: foundation, component, transport, priority, address, port. */
  private static Optional<Candidate> candidate(String text) {
    String[] words = text.substring("candidate:".length()).strip().split(" +", -1);
    if (words.length < 6 || !words[1].equals("1") || !words[2].equalsIgnoreCase("udp")) {
      return Optional.empty();
    }
    try {
      // A name, as browsers hide addresses behind, isn't looked up.
      InetAddress address = InetAddress.ofLiteral(words[4]);
      return Optional.of(
          new Candidate(
              Long.parseLong(words[3]),
              new InetSocketAddress(address, Integer.parseInt(words[5]))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

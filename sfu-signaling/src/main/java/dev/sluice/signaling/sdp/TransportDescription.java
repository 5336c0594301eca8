package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one level of a description, the session's or a section's, says of ICE and DTLS. A section
 * that lacks something takes it from the session (RFC 8839 section 5.4, RFC 8122 section 5).
 *
 * @param iceOptions the tags of {@code a=ice-options}
 * @param candidates each as {@code candidate:…}, the form of the W3C's RTCIceCandidate; not
 *     interpreted here
 */
public record TransportDescription(
    Optional<IceParameters> ice,
    List<String> iceOptions,
    List<Fingerprint> fingerprints,
    Optional<Setup> setup,
    List<String> candidates,
    boolean endOfCandidates) {
  /** Nothing said. */
  public static final TransportDescription NONE =
      new TransportDescription(
          Optional.empty(), List.of(), List.of(), Optional.empty(), List.of(), false);

  public TransportDescription {
    iceOptions = List.copyOf(iceOptions);
    fingerprints = List.copyOf(fingerprints);
    candidates = List.copyOf(candidates);
    iceOptions.forEach(option -> Grammar.token("a tag of a=ice-options", option));
    candidates.forEach(TransportDescription::checkCandidate);
  }

  private static void checkCandidate(String candidate) {
    Grammar.text("a candidate", candidate);
    if (!candidate.startsWith("candidate:")) {
      throw new IllegalArgumentException("a candidate must start with candidate:");
    }
  }

  /** This level where it says something, else the outer one; candidates are never inherited. */
  TransportDescription within(TransportDescription outer) {
    return new TransportDescription(
        ice.or(outer::ice),
        iceOptions.isEmpty() ? outer.iceOptions : iceOptions,
        fingerprints.isEmpty() ? outer.fingerprints : fingerprints,
        setup.or(outer::setup),
        candidates,
        endOfCandidates || outer.endOfCandidates);
  }

  void appendLines(List<String> lines) {
    ice.ifPresent(
        parameters -> {
          lines.add("a=ice-ufrag:" + parameters.usernameFragment());
          lines.add("a=ice-pwd:" + parameters.password());
        });
    if (!iceOptions.isEmpty()) {
      lines.add("a=ice-options:" + String.join(" ", iceOptions));
    }
    fingerprints.forEach(fingerprint -> lines.add("a=fingerprint:" + fingerprint));
    setup.ifPresent(role -> lines.add("a=setup:" + role));
    appendCandidateLines(lines);
  }

  void appendCandidateLines(List<String> lines) {
    candidates.forEach(candidate -> lines.add("a=" + candidate));
    if (endOfCandidates) {
      lines.add("a=end-of-candidates");
    }
  }

  /** Gathers the lines of one level. */
  static final class Collector {
    private String usernameFragment;
    private String password;
    private final List<String> iceOptions = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private Setup setup;
    private final List<String> candidates = new ArrayList<>();
    private boolean endOfCandidates;

    /** Takes the attribute if it is one of the transport's. */
    boolean take(String name, String value) {
      switch (name) {
        case "ice-ufrag" -> {
          usernameFragment = once(name, usernameFragment, value.strip());
          Grammar.iceChars("a=ice-ufrag", usernameFragment, 4);
        }
        case "ice-pwd" -> {
          password = once(name, password, value.strip());
          Grammar.iceChars("a=ice-pwd", password, 22);
        }
        // libdatachannel puts a comma between the tags where RFC 8839 has a space.
        case "ice-options" ->
            iceOptions.addAll(
                value.isBlank() ? List.of() : List.of(value.strip().split("[ ,]+", -1)));
        case "fingerprint" -> fingerprints.add(Fingerprint.parse(value));
        case "setup" -> setup = once(name, setup, Setup.parse(value));
        case "candidate" -> candidates.add("candidate:" + value);
        case "end-of-candidates" -> endOfCandidates = true;
        default -> {
          return false;
        }
      }
      return true;
    }

    static <T> T once(String name, T earlier, T value) {
      if (earlier != null && !earlier.equals(value)) {
        throw new IllegalArgumentException("a=" + name + " may be said once, not twice");
      }
      return value;
    }

    TransportDescription collected() {
      if ((usernameFragment == null) != (password == null)) {
        throw new IllegalArgumentException(
            "a=ice-ufrag and a=ice-pwd must stand together at the same level");
      }
      return new TransportDescription(
          Optional.ofNullable(usernameFragment).map(u -> new IceParameters(u, password)),
          iceOptions,
          fingerprints,
          Optional.ofNullable(setup),
          candidates,
          endOfCandidates);
    }
  }
}

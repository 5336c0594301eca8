package dev.sluice.signaling.doctor;

import dev.sluice.signaling.doctor.Finding.Severity;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the facts mean for those who want to connect. */
public record Diagnosis(List<Finding> findings) {

  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Whether somebody can connect by what is announced. */
  public boolean isReachable() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  static Diagnosis of(NetworkFacts facts) {
    List<Finding> perAddress =
        facts.announced().stream().map(address -> ofAddress(address, facts)).toList();
    List<Finding> findings = new ArrayList<>(perAddress);
    boolean usable = perAddress.stream().anyMatch(finding -> finding.severity() != Severity.ERROR);
    if (usable) {
      // One bad address among good ones costs its clients some time, and no more.
      findings.replaceAll(Diagnosis::atMostWarning);
    } else {
      findings.add(
          new Finding(
              Severity.ERROR,
              "media",
              "no address is announced at which anybody can be reached.",
              "--media-advertise ADDRESS, the one at which clients see this machine"));
    }
    stun(facts, findings);
    return new Diagnosis(findings);
  }

  private static Finding atMostWarning(Finding finding) {
    return finding.severity() == Severity.ERROR
        ? new Finding(Severity.WARNING, finding.subject(), finding.message(), finding.remedy())
        : finding;
  }

  private static Finding ofAddress(InetAddress address, NetworkFacts facts) {
    String name = address.getHostAddress();
    String why = why(address, facts);
    if (address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || address.isLinkLocalAddress()) {
      return new Finding(
          Severity.ERROR,
          name,
          why + ", is no address that others can send to.",
          "--media-advertise ADDRESS, the one at which clients see this machine");
    }
    if (address.isLoopbackAddress()) {
      return loopback(name, why, facts);
    }
    if (address instanceof Inet6Address && !facts.ipv6Route() && !facts.configured()) {
      return new Finding(
          Severity.WARNING,
          name,
          why + ", but the machine has no route to IPv6: clients try it in vain.",
          "--media-advertise with the other addresses alone, or by --media-host 0.0.0.0");
    }
    if (facts.configured()) {
      return Finding.ok(
          name,
          facts.interfaces().containsKey(address)
              ? why + ", is this machine's own."
              : why + ", is not this machine's: packets to it must be passed on to this port.");
    }
    return isPrivate(address) ? ofPrivate(address, why, facts) : Finding.ok(name, why + ".");
  }

  private static Finding loopback(String name, String why, NetworkFacts facts) {
    if (facts.localOnly() || facts.configured()) {
      return new Finding(
          Severity.NOTE, name, why + ", is for browsers on this machine alone.", null);
    }
    return new Finding(
        Severity.ERROR,
        name,
        why + ", is reached by this machine alone, while pages are for others too.",
        "--media-host ADDRESS or --media-advertise ADDRESS");
  }

  private static Finding ofPrivate(InetAddress address, String why, NetworkFacts facts) {
    String name = address.getHostAddress();
    if (facts.container()) {
      return new Finding(
          Severity.WARNING,
          name,
          why + ", is the container's own: nobody outside its host reaches it.",
          "--media-advertise ADDRESS, the host's, or by the host's network");
    }
    if (isBridge(facts.interfaces().get(address))) {
      return new Finding(
          Severity.NOTE,
          name,
          why + ", is a bridge for containers on this machine: others try it in vain.",
          "--media-advertise with the other addresses alone");
    }
    return new Finding(
        Severity.NOTE,
        name,
        why + ", is private: only this network reaches it. Clients elsewhere need the public one.",
        "--media-advertise PUBLIC," + name + " where a NAT passes the media port on");
  }

  private static void stun(NetworkFacts facts, List<Finding> findings) {
    boolean symmetric = isSymmetric(facts);
    for (StunAnswer answer : facts.stun()) {
      String server = "STUN server " + answer.server();
      switch (answer) {
        case StunAnswer.Silence _ ->
            findings.add(
                new Finding(
                    Severity.NOTE,
                    server,
                    "did not answer: the public address is not known.",
                    null));
        case StunAnswer.ToAnotherPort other -> {
          findings.add(seenAt(server, other.seenAs(), facts));
          if (other.mediaPortAsked()) {
            findings.add(blocked(server, facts));
          }
        }
        case StunAnswer.ToMediaPort seen -> {
          findings.add(seenAt(server, seen.seenAs().getAddress(), facts));
          if (seen.seenAs().getPort() != facts.mediaPort() && !symmetric) {
            findings.add(otherPort(server, seen.seenAs().getPort(), facts));
          }
        }
      }
    }
    if (symmetric) {
      findings.add(symmetric(facts));
    }
  }

  private static Finding seenAt(String server, InetAddress seenAs, NetworkFacts facts) {
    String address = seenAs.getHostAddress();
    return facts.announced().contains(seenAs)
        ? Finding.ok(server, "sees this machine at " + address + ", as announced.")
        : new Finding(
            Severity.WARNING,
            server,
            "sees this machine at "
                + address
                + ", which is not announced: clients elsewhere can't connect.",
            "--media-advertise "
                + address
                + ", and pass UDP and TCP of the media port on to this machine");
  }

  private static Finding blocked(String server, NetworkFacts facts) {
    int port = facts.mediaPort();
    return new Finding(
        Severity.WARNING,
        server,
        "answers this machine, but not UDP port " + port + ": a firewall blocks the media port.",
        "opening UDP and TCP port " + port + " in it, or --media-port with one that is open");
  }

  private static Finding otherPort(String server, int seenPort, NetworkFacts facts) {
    int port = facts.mediaPort();
    return new Finding(
        Severity.WARNING,
        server,
        "sees the media port "
            + port
            + " as "
            + seenPort
            + ": clients elsewhere are told "
            + port
            + ", which the NAT must pass on to this machine.",
        mapping(port));
  }

  private static Finding symmetric(NetworkFacts facts) {
    int port = facts.mediaPort();
    return new Finding(
        Severity.WARNING,
        "NAT",
        "each STUN server sees the media port elsewhere ("
            + String.join(", ", facts.stun().stream().flatMap(Diagnosis::seenPort).toList())
            + "): the NAT is symmetric, so clients elsewhere get through only where it passes port "
            + port
            + " on to this machine.",
        mapping(port));
  }

  private static String mapping(int port) {
    return "a port mapping in the NAT: UDP and TCP port "
        + port
        + " outside to port "
        + port
        + " of this machine";
  }

  /** RFC 4787 section 4.1: the mapping depends on whom the port sends to. */
  private static boolean isSymmetric(NetworkFacts facts) {
    Set<Class<?>> families = new HashSet<>();
    Set<InetSocketAddress> places = new HashSet<>();
    for (StunAnswer answer : facts.stun()) {
      if (answer instanceof StunAnswer.ToMediaPort seen) {
        families.add(seen.seenAs().getAddress().getClass());
        places.add(seen.seenAs());
      }
    }
    return places.size() > families.size();
  }

  private static Stream<String> seenPort(StunAnswer answer) {
    return answer instanceof StunAnswer.ToMediaPort seen
        ? Stream.of(
            seen.seenAs().getAddress().getHostAddress() + " port " + seen.seenAs().getPort())
        : Stream.empty();
  }

  private static String why(InetAddress address, NetworkFacts facts) {
    if (facts.configured()) {
      return "announced by --media-advertise";
    }
    String network = facts.interfaces().get(address);
    return network == null ? "found by itself" : "found on interface " + network;
  }

  /** RFC 1918, RFC 6598 (carriers' NAT) and RFC 4193. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return address.isSiteLocalAddress() || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64);
    }
    return (bytes[0] & 0xFE) == 0xFC;
  }

  private static boolean isBridge(String network) {
    return network != null
        && (network.startsWith("docker")
            || network.startsWith("br-")
            || network.startsWith("cni")
            || network.startsWith("podman")
            || network.startsWith("virbr"));
  }
}

package dev.sluice.signaling.doctor;

import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.MediaStack;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to know about the machine's network before anybody connects.
 *
 * @param announced what clients are told, in this order
 * @param configured whether the operator has named these addresses
 * @param localOnly whether pages and signalling are for this machine alone
 * @param interfaces the machine's own addresses, and the names of their interfaces
 * @param container whether the server runs in one, on a network that is the container's own
 * @param ipv6Route whether there is a way to IPv6 addresses elsewhere
 * @param mediaPort as it is announced, which is as it is here
 * @param stun what each STUN server answered that was asked
 */
record NetworkFacts(
    List<InetAddress> announced,
    boolean configured,
    boolean localOnly,
    Map<InetAddress, String> interfaces,
    boolean container,
    boolean ipv6Route,
    int mediaPort,
    List<StunAnswer> stun) {

  /** Anywhere outside: nothing is sent there. */
  private static final InetSocketAddress OUTSIDE =
      new InetSocketAddress(InetAddress.ofLiteral("2001:500:2::c"), 53);

  NetworkFacts {
    announced = List.copyOf(announced);
    interfaces = Map.copyOf(interfaces);
    stun = List.copyOf(stun);
  }

  /** Blocks, for some seconds where a STUN server doesn't answer. */
  static NetworkFacts gather(Settings settings, MediaStack media) {
    Map<InetAddress, String> interfaces = ofThisMachine();
    return new NetworkFacts(
        media.addresses().stream().map(InetSocketAddress::getAddress).toList(),
        !settings.media().advertise().isEmpty(),
        isLoopback(settings.http().host()),
        interfaces,
        isContainer() && hasOwnNetwork(interfaces),
        hasIpv6Route(),
        media.port(),
        settings.media().stunServers().stream()
            .map(server -> StunAnswer.ask(server, media))
            .toList());
  }

  /**
   * By what Docker, Podman and Kubernetes leave behind. A root that is read-only holds no file of
   * Podman's, so its variable counts as well (https://systemd.io/CONTAINER_INTERFACE).
   */
  private static boolean isContainer() {
    return Files.exists(Path.of("/.dockerenv"))
        || Files.exists(Path.of("/run/.containerenv"))
        || System.getenv("container") != null
        || System.getenv("KUBERNETES_SERVICE_HOST") != null;
  }

  /** Where no interface is a machine's: each is one end of a pair, and the other is the host's. */
  private static boolean hasOwnNetwork(Map<InetAddress, String> interfaces) {
    return interfaces.entrySet().stream()
        .filter(named -> !named.getKey().isLoopbackAddress())
        .allMatch(named -> leadsElsewhere(named.getValue()));
  }

  private static boolean leadsElsewhere(String network) {
    Path folder = Path.of("/sys/class/net", network);
    try {
      return !Files.readString(folder.resolve("iflink"))
          .equals(Files.readString(folder.resolve("ifindex")));
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static Map<InetAddress, String> ofThisMachine() {
    Map<InetAddress, String> interfaces = new HashMap<>();
    try {
      for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(network.getInetAddresses())) {
          interfaces.put(InetAddress.getByAddress(address.getAddress()), network.getName());
        }
      }
    } catch (SocketException | UnknownHostException e) {
      // Then none is known by name, which each finding says.
      return Map.of();
    }
    return interfaces;
  }

  /** To connect a datagram socket looks for a route, and sends nothing. */
  private static boolean hasIpv6Route() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(OUTSIDE);
      InetAddress own = socket.getLocalAddress();
      return own instanceof Inet6Address && !own.isLoopbackAddress();
    } catch (SocketException e) {
      return false;
    }
  }
}

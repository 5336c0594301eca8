package dev.sluice.ice;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the addresses at which peers can reach what is bound. */
final class AnnouncedAddresses {

  private AnnouncedAddresses() {}

  /**
   * The bound addresses, with wildcards replaced by this machine's addresses of the families they
   * cover. Loopback stands only where it was bound by name, or where nothing else is.
   */
  static List<InetAddress> of(List<InetAddress> bound, List<InetAddress> ofThisMachine) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (InetAddress host : bound) {
      if (host.isAnyLocalAddress()) {
        addresses.addAll(behindWildcard(host, ofThisMachine));
      } else {
        addresses.add(withoutZone(host));
      }
    }
    return List.copyOf(addresses);
  }

  private static List<InetAddress> behindWildcard(
      InetAddress wildcard, List<InetAddress> ofThisMachine) {
    List<InetAddress> reachable = new ArrayList<>();
    List<InetAddress> loopback = new ArrayList<>();
    for (InetAddress address : ofThisMachine) {
      // An IPv6 wildcard takes IPv4 as well.
      boolean covered = !(wildcard instanceof Inet4Address) || address instanceof Inet4Address;
      if (!covered || address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
        continue;
      }
      (address.isLoopbackAddress() ? loopback : reachable).add(withoutZone(address));
    }
    return reachable.isEmpty() ? loopback : reachable;
  }

  /** All addresses of the interfaces that are up, IPv4 first. */
  static List<InetAddress> ofThisMachine() throws SocketException {
    List<InetAddress> v4 = new ArrayList<>();
    List<InetAddress> v6 = new ArrayList<>();
    for (NetworkInterface networkInterface :
        Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (networkInterface.isUp()) {
        for (InetAddress address : Collections.list(networkInterface.getInetAddresses())) {
          (address instanceof Inet4Address ? v4 : v6).add(address);
        }
      }
    }
    v4.addAll(v6);
    return v4;
  }

  private static InetAddress withoutZone(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}

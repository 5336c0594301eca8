package dev.sluice.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;

/**
 * What the media port's sockets are called inside ice4j, so that a pair means one socket and one
 * remote address. A wildcard socket stands as the loopback address of either family: what is
 * announced to peers is another matter.
 */
final class LocalAddresses {

  private static final InetAddress ANY_IPV4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress ANY_IPV6 = InetAddress.ofLiteral("::1");

  private final List<InetAddress> hosts;
  private final int port;

  LocalAddresses(List<InetAddress> hosts, int port) {
    this.hosts = List.copyOf(hosts);
    this.port = port;
  }

  /** The name of the socket on which this peer reached us. */
  TransportAddress facing(InetSocketAddress remote, boolean tcp, int host) {
    InetAddress address = hosts.get(host);
    if (address.isAnyLocalAddress()) {
      address = remote.getAddress() instanceof Inet6Address ? ANY_IPV6 : ANY_IPV4;
    }
    return new TransportAddress(address, port, tcp ? Transport.TCP : Transport.UDP);
  }

  List<TransportAddress> all() {
    List<TransportAddress> addresses = new ArrayList<>();
    for (InetAddress host : hosts) {
      for (InetAddress name :
          host.isAnyLocalAddress() ? List.of(ANY_IPV4, ANY_IPV6) : List.of(host)) {
        addresses.add(new TransportAddress(name, port, Transport.UDP));
        addresses.add(new TransportAddress(name, port, Transport.TCP));
      }
    }
    return addresses;
  }
}

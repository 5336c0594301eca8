package dev.sluice.signaling.admission;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** By which address a client is counted. */
final class ClientAddress {

  /** Whoever has one address of IPv6 mostly has 2^64 (RFC 6177). */
  private static final int IPV6_PREFIX_BYTES = 8;

  private ClientAddress() {}

  /**
   * The address itself with IPv4, its network with IPv6.
   *
   * @param proxies whose word on their clients is taken, besides those on this machine
   * @return empty for this machine's own clients, who aren't limited
   */
  static Optional<String> of(HttpServerRequest request, Set<String> proxies) {
    return of(
        request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress(),
        request.getHeader("X-Forwarded-For"),
        proxies);
  }

  static Optional<String> of(String peer, String forwardedFor, Set<String> proxies) {
    Optional<InetAddress> address = parse(peer);
    boolean isProxy =
        proxies.contains(peer) || address.map(InetAddress::isLoopbackAddress).orElse(false);
    if (isProxy && forwardedFor != null) {
      // What stands before the last is only what the client has said.
      String last = forwardedFor.substring(forwardedFor.lastIndexOf(',') + 1).strip();
      address = parse(last).or(() -> parse(peer));
    }
    return address.filter(client -> !client.isLoopbackAddress()).map(ClientAddress::key);
  }

  private static String key(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_BYTES))
        : address.getHostAddress();
  }

  /** No name is ever looked up. */
  private static Optional<InetAddress> parse(String literal) {
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

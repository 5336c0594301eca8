package dev.sluice.signaling.admission;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By which address a client is counted. */
final class ClientAddress {

  /** Whoever has one address of IPv6 mostly has 2^64 (RFC 6177). */
  private static final int IPV6_PREFIX_BYTES = 8;

  /** A hop with the port that it came from, IPv6 in brackets (RFC 3986), as some proxies write. */
  private static final Pattern WITH_PORT_OR_BRACKETS =
      Pattern.compile("\\[(?<v6>[^\\]]*)](:\\d{1,5})?|(?<v4>[\\d.]+):\\d{1,5}");

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
        request.headers().getAll("X-Forwarded-For"),
        proxies);
  }

  /**
   * The same.
   *
   * @param forwardedFor the header's lines, which together are one list (RFC 9110 section 5.3)
   */
  static Optional<String> of(String peer, List<String> forwardedFor, Set<String> proxies) {
    String[] hops = String.join(",", forwardedFor).split(",", -1);
    Optional<InetAddress> client = parse(peer);
    // Each proxy adds from whom it has the request. What stands before the last that isn't one of
    // ours, is only what the client has said.
    for (int i = hops.length - 1; i >= 0 && isProxy(client, proxies); i--) {
      Optional<InetAddress> hop = parse(withoutPort(hops[i].strip()));
      if (hop.isEmpty()) {
        break;
      }
      client = hop;
    }
    return client.filter(address -> !address.isLoopbackAddress()).map(ClientAddress::key);
  }

  /** The same of a connection, whatever is asked over it; empty for proxies too. */
  static Optional<String> of(String peer, Set<String> proxies) {
    Optional<InetAddress> address = parse(peer);
    return isProxy(address, proxies) ? Optional.empty() : address.map(ClientAddress::key);
  }

  private static boolean isProxy(Optional<InetAddress> address, Set<String> proxies) {
    return address
        .filter(peer -> peer.isLoopbackAddress() || proxies.contains(peer.getHostAddress()))
        .isPresent();
  }

  private static String key(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_BYTES))
        : address.getHostAddress();
  }

  private static String withoutPort(String hop) {
    Matcher matcher = WITH_PORT_OR_BRACKETS.matcher(hop);
    if (!matcher.matches()) {
      return hop;
    }
    String v6 = matcher.group("v6");
    return v6 == null ? matcher.group("v4") : v6;
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

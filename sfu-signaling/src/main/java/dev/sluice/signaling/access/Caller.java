package dev.sluice.signaling.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who asks for something.
 *
 * @param token that they have brought
 * @param direct whether nothing shows that the request came by way of a proxy, or was meant for
 *     another host than this machine; only says something where the server listens on the loopback
 *     address
 */
public record Caller(Optional<String> token, boolean direct) {

  private static final String BEARER = "Bearer ";

  /** What proxies add: RFC 7239, RFC 9110 section 7.6.3, and what was there before them. */
  private static final List<String> PROXY_HEADERS = List.of("forwarded", "via", "x-real-ip");

  private static final String PROXY_HEADER_PREFIX = "x-forwarded-";

  /** The sender of a request, with the token in {@code Authorization: Bearer} (RFC 6750). */
  public static Caller of(HttpServerRequest request) {
    return new Caller(bearer(request), isDirect(request));
  }

  /** The same with this token, if there is one. */
  public Caller withToken(Optional<String> other) {
    return other.isPresent() ? new Caller(other, direct) : this;
  }

  private static Optional<String> bearer(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(header.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private static boolean isDirect(HttpServerRequest request) {
    return request.headers().names().stream().noneMatch(Caller::isOfProxies)
        && isThisMachine(request.authority());
  }

  private static boolean isOfProxies(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith(PROXY_HEADER_PREFIX) || PROXY_HEADERS.contains(name);
  }

  /** A page of another site whose name leads here (DNS rebinding) still names that site. */
  private static boolean isThisMachine(HostAndPort asked) {
    if (asked == null) {
      return true;
    }
    String host = asked.host().toLowerCase(Locale.ROOT);
    // RFC 6761 section 6.3: such names lead to the loopback address and nowhere else.
    return host.equals("localhost") || host.endsWith(".localhost") || isLoopback(host);
  }

  private static boolean isLoopback(String literal) {
    try {
      return InetAddress.ofLiteral(literal.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

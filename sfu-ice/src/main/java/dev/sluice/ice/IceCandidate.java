package dev.sluice.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;

/**
 * A candidate as it stands in SDP (RFC 8839 section 5.1, RFC 6544 section 4.5). The component is
 * always 1: RTP and RTCP share a port.
 *
 * @param foundation equal for candidates of one type, base and transport (RFC 8445 section 5.1.1.3)
 * @param priority 1 to 2^31 - 1
 * @param address as announced, which behind a NAT is not an address of this machine
 * @param port 0 to 65535
 * @param tcpType null for UDP
 */
public record IceCandidate(
    String foundation,
    long priority,
    Transport transport,
    InetAddress address,
    int port,
    Type type,
    TcpType tcpType) {

  /** The transport protocol. */
  public enum Transport {
    UDP,
    TCP
  }

  /** How the candidate was obtained (RFC 8445 section 4). */
  public enum Type {
    HOST,
    SRFLX
  }

  /** Who opens a TCP connection (RFC 6544 section 4.5). */
  public enum TcpType {
    ACTIVE,
    PASSIVE,
    SO
  }

  // RFC 8445 section 5.1.2.2 recommends 126 for host candidates; RFC 6544 section 4.2 wants TCP
  // below UDP.
  private static final int UDP_HOST_PREFERENCE = 126;
  private static final int TCP_HOST_PREFERENCE = 90;
  // RFC 6544 section 4.2: direction-pref of a passive host candidate.
  private static final int TCP_PASSIVE_DIRECTION_PREFERENCE = 4;

  /** Checks that TCP candidates, and they alone, have a TCP type. */
  public IceCandidate {
    Objects.requireNonNull(foundation, "foundation");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(type, "type");
    if ((transport == Transport.TCP) != (tcpType != null)) {
      throw new IllegalArgumentException("a tcptype belongs to TCP candidates, and to all of them");
    }
  }

  /**
   * @param otherPreference 0 to 8191, higher is better; distinct per address (RFC 8445 section
   *     5.1.2.1)
   */
  static IceCandidate udpHost(
      String foundation, InetAddress address, int port, int otherPreference) {
    return new IceCandidate(
        foundation,
        priority(UDP_HOST_PREFERENCE, 0xFFFF - 0x1FFF + otherPreference),
        Transport.UDP,
        address,
        port,
        Type.HOST,
        null);
  }

  static IceCandidate tcpPassive(
      String foundation, InetAddress address, int port, int otherPreference) {
    return new IceCandidate(
        foundation,
        priority(TCP_HOST_PREFERENCE, (TCP_PASSIVE_DIRECTION_PREFERENCE << 13) + otherPreference),
        Transport.TCP,
        address,
        port,
        Type.HOST,
        TcpType.PASSIVE);
  }

  /** RFC 8445 section 5.1.2.1, for component 1. */
  private static long priority(int typePreference, int localPreference) {
    return ((long) typePreference << 24) + ((long) localPreference << 8) + (256 - 1);
  }

  /**
   * The value of the SDP attribute and of {@code RTCIceCandidate.candidate}: {@code candidate:1 1
   * udp 2130706431 192.0.2.1 10000 typ host}.
   */
  public String toAttribute() {
    String text =
        "candidate:"
            + foundation
            + " 1 "
            + transport.name().toLowerCase(Locale.ROOT)
            + " "
            + priority
            + " "
            + hostAddress()
            + " "
            + port
            + " typ "
            + type.name().toLowerCase(Locale.ROOT);
    return tcpType == null ? text : text + " tcptype " + tcpType.name().toLowerCase(Locale.ROOT);
  }

  /** Without an IPv6 zone, which means something on this machine alone. */
  private String hostAddress() {
    String text = address.getHostAddress();
    int zone = address instanceof Inet6Address ? text.indexOf('%') : -1;
    return zone < 0 ? text : text.substring(0, zone);
  }
}

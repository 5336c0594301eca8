package dev.sluice.core.capture;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Finds the UDP datagram in a captured frame. */
public final class UdpDatagram {

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int ETHERTYPE_VLAN = 0x8100;
  private static final int ETHERTYPE_SERVICE_VLAN = 0x88A8;
  private static final int UDP = 17;
  private static final int UDP_HEADER_LENGTH = 8;
  private static final int IPV4_HEADER_LENGTH = 20;
  private static final int IPV6_HEADER_LENGTH = 40;

  private byte[] bytes;
  private int end;
  private int addresses;
  private int addressLength;
  private int udp;
  private int payloadLength;

  /** Whether {@link #wrap} knows what frames of that type begin with. */
  public static boolean understands(int linkType) {
    return switch (linkType) {
      case LinkType.NULL,
          LinkType.ETHERNET,
          LinkType.RAW,
          LinkType.DLT_RAW,
          LinkType.DLT_RAW_OPENBSD,
          LinkType.LOOP,
          LinkType.LINUX_SLL,
          LinkType.LINUX_SLL2,
          LinkType.IPV4,
          LinkType.IPV6 ->
          true;
      default -> false;
    };
  }

  /**
   * Looks at a frame.
   *
   * @param linkType one of {@link LinkType}
   * @return whether there is a whole UDP header in it; fragments of IP packets are none
   */
  public boolean wrap(int linkType, byte[] frame, int offset, int length) {
    bytes = frame;
    end = offset + length;
    return switch (linkType) {
      case LinkType.ETHERNET -> readEthernet(offset);
      case LinkType.LINUX_SLL ->
          has(offset, 16) && readIp(getUnsigned16(frame, offset + 14), 16, offset);
      case LinkType.LINUX_SLL2 ->
          has(offset, 20) && readIp(getUnsigned16(frame, offset), 20, offset);
      case LinkType.NULL, LinkType.LOOP -> has(offset, 4) && readIp(offset + 4);
      case LinkType.RAW, LinkType.DLT_RAW, LinkType.DLT_RAW_OPENBSD, LinkType.IPV4, LinkType.IPV6 ->
          readIp(offset);
      default -> false;
    };
  }

  public InetSocketAddress source() {
    return new InetSocketAddress(address(addresses), getUnsigned16(bytes, udp));
  }

  public InetSocketAddress destination() {
    return new InetSocketAddress(address(addresses + addressLength), getUnsigned16(bytes, udp + 2));
  }

  /** Where the payload begins in the frame's array. */
  public int payloadOffset() {
    return udp + UDP_HEADER_LENGTH;
  }

  /** What the frame has of the payload. */
  public int payloadLength() {
    return payloadLength;
  }

  private InetAddress address(int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + addressLength));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private boolean has(int at, int needed) {
    return end - at >= needed;
  }

  private boolean readEthernet(int offset) {
    int at = offset + 12;
    while (has(at, 2)) {
      int type = getUnsigned16(bytes, at);
      if (type != ETHERTYPE_VLAN && type != ETHERTYPE_SERVICE_VLAN) {
        return readIp(type, 2, at);
      }
      at += 4;
    }
    return false;
  }

  private boolean readIp(int etherType, int headerLength, int offset) {
    return (etherType == ETHERTYPE_IPV4 || etherType == ETHERTYPE_IPV6)
        && readIp(offset + headerLength);
  }

  private boolean readIp(int at) {
    if (!has(at, 1)) {
      return false;
    }
    return switch (getUnsigned8(bytes, at) >> 4) {
      case 4 -> readIpv4(at);
      case 6 -> readIpv6(at);
      default -> false;
    };
  }

  /** RFC 791 section 3.1. */
  private boolean readIpv4(int at) {
    if (!has(at, IPV4_HEADER_LENGTH)) {
      return false;
    }
    int headerLength = (getUnsigned8(bytes, at) & 0x0F) * 4;
    boolean fragment = (getUnsigned16(bytes, at + 6) & 0x3FFF) != 0;
    addresses = at + 12;
    addressLength = 4;
    return headerLength >= IPV4_HEADER_LENGTH
        && !fragment
        && getUnsigned8(bytes, at + 9) == UDP
        && readUdp(at + headerLength);
  }

  /** RFC 8200 sections 3 and 4. */
  private boolean readIpv6(int at) {
    if (!has(at, IPV6_HEADER_LENGTH)) {
      return false;
    }
    addresses = at + 8;
    addressLength = 16;
    int next = getUnsigned8(bytes, at + 6);
    int header = at + IPV6_HEADER_LENGTH;
    while (next != UDP) {
      // Hop-by-hop options, routing, destination options.
      if ((next != 0 && next != 43 && next != 60) || !has(header, 2)) {
        return false;
      }
      next = getUnsigned8(bytes, header);
      header += 8 + getUnsigned8(bytes, header + 1) * 8;
    }
    return readUdp(header);
  }

  private boolean readUdp(int at) {
    if (!has(at, UDP_HEADER_LENGTH)) {
      return false;
    }
    udp = at;
    int told = getUnsigned16(bytes, at + 4) - UDP_HEADER_LENGTH;
    // 0 where the network card was to cut a larger datagram (segmentation offload).
    int there = end - at - UDP_HEADER_LENGTH;
    payloadLength = told == -UDP_HEADER_LENGTH ? there : Math.min(told, there);
    return payloadLength >= 0;
  }
}

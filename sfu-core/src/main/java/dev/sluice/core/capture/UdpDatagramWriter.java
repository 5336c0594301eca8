package dev.sluice.core.capture;

import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;
import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;
import static dev.sluice.core.rtp.NetworkBytes.put8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** Writes raw IP frames that carry a UDP payload, for {@link LinkType#RAW}. */
public final class UdpDatagramWriter {

  private static final int UDP = 17;
  private static final int UDP_HEADER_LENGTH = 8;
  private static final int IPV4_HEADER_LENGTH = 20;
  private static final int IPV6_HEADER_LENGTH = 40;
  private static final int HOP_LIMIT = 64;

  /** The largest payload that the length fields have room for. */
  private static final int MAX_PAYLOAD = 65_535 - IPV4_HEADER_LENGTH - UDP_HEADER_LENGTH;

  private byte[] frame = new byte[2048];
  private int length;

  /**
   * Writes a frame.
   *
   * @throws IllegalArgumentException where the addresses are of two families, or the payload is too
   *     long for UDP
   */
  public void write(
      InetSocketAddress source,
      InetSocketAddress destination,
      byte[] payload,
      int offset,
      int payloadLength) {
    byte[] from = bytes(source.getAddress());
    byte[] to = bytes(destination.getAddress());
    if (from.length != to.length || payloadLength > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "no UDP datagram of %d bytes from %s to %s"
              .formatted(payloadLength, source, destination));
    }
    int ip = from.length == 4 ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH;
    length = ip + UDP_HEADER_LENGTH + payloadLength;
    if (length > frame.length) {
      frame = new byte[length];
    }
    System.arraycopy(payload, offset, frame, ip + UDP_HEADER_LENGTH, payloadLength);
    put16(frame, ip, source.getPort());
    put16(frame, ip + 2, destination.getPort());
    put16(frame, ip + 4, UDP_HEADER_LENGTH + payloadLength);
    put16(frame, ip + 6, 0);
    if (from.length == 4) {
      writeIpv4(from, to);
    } else {
      writeIpv6(from, to);
    }
    put16(frame, ip + 6, udpChecksum(ip, from.length));
  }

  /** The frame written last, from 0 to {@link #length}; good until the next. */
  public byte[] bytes() {
    return frame;
  }

  public int length() {
    return length;
  }

  private static byte[] bytes(InetAddress address) {
    return address.getAddress();
  }

  private void writeIpv4(byte[] from, byte[] to) {
    Arrays.fill(frame, 0, IPV4_HEADER_LENGTH, (byte) 0);
    put8(frame, 0, 0x45);
    put16(frame, 2, length);
    put8(frame, 8, HOP_LIMIT);
    put8(frame, 9, UDP);
    System.arraycopy(from, 0, frame, 12, 4);
    System.arraycopy(to, 0, frame, 16, 4);
    put16(frame, 10, ~fold(sum(0, IPV4_HEADER_LENGTH)) & 0xFFFF);
  }

  private void writeIpv6(byte[] from, byte[] to) {
    put32(frame, 0, 0x6000_0000);
    put16(frame, 4, length - IPV6_HEADER_LENGTH);
    put8(frame, 6, UDP);
    put8(frame, 7, HOP_LIMIT);
    System.arraycopy(from, 0, frame, 8, 16);
    System.arraycopy(to, 0, frame, 24, 16);
  }

  /** RFC 768, RFC 8200 section 8.1: over addresses, protocol and length as well; never 0. */
  private int udpChecksum(int ip, int addressLength) {
    int addresses = ip - 2 * addressLength;
    long sum = sum(addresses, ip) + UDP + (length - ip) + sum(ip, length);
    int checksum = ~fold(sum) & 0xFFFF;
    return checksum == 0 ? 0xFFFF : checksum;
  }

  private long sum(int begin, int end) {
    long sum = 0;
    int at = begin;
    for (; at + 1 < end; at += 2) {
      sum += getUnsigned16(frame, at);
    }
    return at < end ? sum + (getUnsigned8(frame, at) << 8) : sum;
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded & 0xFFFF) + (folded >> 16);
    }
    return (int) folded;
  }
}

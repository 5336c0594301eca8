package dev.sluice.core.capture;

import static dev.sluice.core.rtp.WireBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpDatagramTest {

  /** 192.0.2.1 port 5000 to 198.51.100.2 port 10000, two bytes. */
  private static final String IPV4_UDP =
      "45 00 001e 0000 0000 40 11 0000 c0000201 c6336402 1388 2710 000a 0000 aabb";

  /** 2001:db8::1 to ::2, with hop-by-hop options before the UDP header. */
  private static final String IPV6_OPTIONS_UDP =
      "60000000 0012 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002"
          + "11 00 0104 00000000 1388 2710 000a 0000 aabb";

  private static final String MACS = "020000000001 020000000002";

  private final UdpDatagram datagram = new UdpDatagram();
  private final UdpDatagramWriter writer = new UdpDatagramWriter();

  @ParameterizedTest
  @CsvSource({
    "101, ''",
    "228, ''",
    "12, ''",
    "1, 020000000001 020000000002 0800",
    "1, 020000000001 020000000002 8100 0005 0800",
    "1, 020000000001 020000000002 88a8 0005 8100 0006 0800",
    "113, 0000 0001 0006 0200000000010000 0800",
    "276, 0800 0000 00000002 0001 00 06 0200000000010000",
    "0, 02000000",
    "108, 00000002"
  })
  void everyLinkTypesFramesAreUnderstood(int linkType, String header) {
    byte[] frame = hex(header + IPV4_UDP);

    assertThat(UdpDatagram.understands(linkType)).isTrue();
    assertThat(datagram.wrap(linkType, frame, 0, frame.length)).isTrue();
    assertThat(datagram.source()).isEqualTo(new InetSocketAddress("192.0.2.1", 5000));
    assertThat(datagram.destination()).isEqualTo(new InetSocketAddress("198.51.100.2", 10_000));
    assertThat(payload(frame)).containsExactly(0xAA, 0xBB);
  }

  @Test
  void extensionHeadersOfIpv6AreSkipped() {
    byte[] frame = hex(MACS + "86dd" + IPV6_OPTIONS_UDP);

    assertThat(datagram.wrap(LinkType.ETHERNET, frame, 0, frame.length)).isTrue();
    assertThat(datagram.source()).isEqualTo(new InetSocketAddress("2001:db8::1", 5000));
    assertThat(payload(frame)).containsExactly(0xAA, 0xBB);
  }

  @Test
  void thePaddingOfAShortEthernetFrameIsNotPayload() {
    byte[] frame = hex(MACS + "0800" + IPV4_UDP + "00000000");

    assertThat(datagram.wrap(LinkType.ETHERNET, frame, 0, frame.length)).isTrue();
    assertThat(datagram.payloadLength()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // A fragment, and one that more follow.
    "45 00 001e 0000 0010 40 11 0000 c0000201 c6336402 1388 2710 000a 0000 aabb",
    "45 00 001e 0000 2000 40 11 0000 c0000201 c6336402 1388 2710 000a 0000 aabb",
    // TCP.
    "45 00 001e 0000 0000 40 06 0000 c0000201 c6336402 1388 2710 000a 0000 aabb",
    // A UDP length below its header's.
    "45 00 001e 0000 0000 40 11 0000 c0000201 c6336402 1388 2710 0007 0000 aabb",
    // Neither IPv4 nor IPv6.
    "55 00 001e 0000 0000 40 11 0000 c0000201 c6336402 1388 2710 000a 0000 aabb",
    "45 00 001e"
  })
  void whatHasNoUdpHeaderIsLeftOut(String frame) {
    byte[] bytes = hex(frame);

    assertThat(datagram.wrap(LinkType.RAW, bytes, 0, bytes.length)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 198.51.100.2", "2001:db8::1, 2001:db8::2"})
  void whatIsWrittenComesBackAndHasRightChecksums(String from, String to) {
    InetSocketAddress source = new InetSocketAddress(from, 5000);
    InetSocketAddress destination = new InetSocketAddress(to, 10_000);
    Random random = new Random(7);
    for (int length = 0; length < 1500; length++) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);

      writer.write(source, destination, payload, 0, length);

      assertThat(datagram.wrap(LinkType.RAW, writer.bytes(), 0, writer.length())).isTrue();
      assertThat(datagram.source()).isEqualTo(source);
      assertThat(datagram.destination()).isEqualTo(destination);
      assertThat(
              Arrays.copyOfRange(
                  writer.bytes(),
                  datagram.payloadOffset(),
                  datagram.payloadOffset() + datagram.payloadLength()))
          .isEqualTo(payload);
      int ip = datagram.payloadOffset() - 8;
      int addresses = ip - (from.contains(":") ? 32 : 8);
      int udpLength = length + 8;
      // RFC 1071: whatever includes its own checksum adds up to all ones.
      assertThat(onesComplement(addresses, writer.length(), 17 + udpLength)).isEqualTo(0xFFFF);
      if (!from.contains(":")) {
        assertThat(onesComplement(0, 20, 0)).isEqualTo(0xFFFF);
      }
    }
  }

  @Test
  void addressesOfTwoFamiliesMakeNoDatagram() {
    assertThatThrownBy(
            () ->
                writer.write(
                    new InetSocketAddress("192.0.2.1", 1),
                    new InetSocketAddress("2001:db8::1", 1),
                    new byte[1],
                    0,
                    1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dataForADissectorIsFoundBehindItsTags() {
    byte[] frame = UpperPdu.frame("json", new byte[] {'{', '}'});

    int data = UpperPdu.dataOffset(frame, 0, frame.length);
    assertThat(Arrays.copyOfRange(frame, data, frame.length)).containsExactly('{', '}');
    assertThat(UpperPdu.dataOffset(frame, 0, 6)).isEqualTo(-1);
  }

  private int onesComplement(int begin, int end, int pseudoHeader) {
    long sum = pseudoHeader;
    for (int at = begin; at < end; at += 2) {
      sum += (writer.bytes()[at] & 0xFF) << 8 | (at + 1 < end ? writer.bytes()[at + 1] & 0xFF : 0);
    }
    while (sum > 0xFFFF) {
      sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (int) sum;
  }

  private int[] payload(byte[] frame) {
    int[] payload = new int[datagram.payloadLength()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = frame[datagram.payloadOffset() + i] & 0xFF;
    }
    return payload;
  }
}

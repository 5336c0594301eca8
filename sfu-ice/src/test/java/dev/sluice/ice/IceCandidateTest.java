package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class IceCandidateTest {

  @Test
  void aUdpCandidateIsWrittenAsInRfc8839() {
    IceCandidate candidate =
        IceCandidate.udpHost("1", InetAddress.ofLiteral("192.0.2.1"), 10000, 8191);
    assertThat(candidate.toAttribute())
        .isEqualTo("candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host");
  }

  @Test
  void aTcpCandidateIsPassiveAsInRfc6544() {
    IceCandidate candidate =
        IceCandidate.tcpPassive("2", InetAddress.ofLiteral("2001:db8::1"), 10000, 8191);
    assertThat(candidate.toAttribute())
        .isEqualTo(
            "candidate:2 1 tcp 1520435199 2001:db8:0:0:0:0:0:1 10000 typ host tcptype passive");
  }

  @Test
  void theFirstAddressIsPreferredAndUdpBeforeTcp() {
    InetAddress address = InetAddress.ofLiteral("192.0.2.1");
    long first = IceCandidate.udpHost("1", address, 1, 8191).priority();
    long second = IceCandidate.udpHost("2", address, 1, 8190).priority();
    long last = IceCandidate.udpHost("3", address, 1, 0).priority();
    long tcp = IceCandidate.tcpPassive("4", address, 1, 8191).priority();
    assertThat(first).isGreaterThan(second);
    assertThat(second).isGreaterThan(last);
    assertThat(last).isGreaterThan(tcp);
  }

  @Test
  void aTcpCandidateWithoutTcpTypeIsRefused() {
    assertThatThrownBy(
            () ->
                new IceCandidate(
                    "1",
                    1,
                    IceCandidate.Transport.TCP,
                    InetAddress.getLoopbackAddress(),
                    1,
                    IceCandidate.Type.HOST,
                    null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tcptype");
  }
}

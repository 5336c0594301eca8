package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncedAddressesTest {

  private static List<InetAddress> addresses(String... literals) {
    return Stream.of(literals).map(InetAddress::ofLiteral).toList();
  }

  @Test
  void aBoundAddressIsAnnouncedAsItIs() {
    assertThat(AnnouncedAddresses.of(addresses("127.0.0.1"), addresses("127.0.0.1", "192.0.2.1")))
        .isEqualTo(addresses("127.0.0.1"));
  }

  @Test
  void aWildcardStandsForAllButLoopbackAndLinkLocal() {
    List<InetAddress> machine =
        addresses("127.0.0.1", "192.0.2.1", "169.254.1.1", "::1", "fe80::1", "2001:db8::1");
    assertThat(AnnouncedAddresses.of(addresses("::"), machine))
        .isEqualTo(addresses("192.0.2.1", "2001:db8::1"));
  }

  @Test
  void anIpv4WildcardStandsForIpv4Alone() {
    assertThat(AnnouncedAddresses.of(addresses("0.0.0.0"), addresses("192.0.2.1", "2001:db8::1")))
        .isEqualTo(addresses("192.0.2.1"));
  }

  @Test
  void loopbackIsAnnouncedWhereNothingElseExists() {
    assertThat(AnnouncedAddresses.of(addresses("::"), addresses("127.0.0.1", "::1", "fe80::1")))
        .isEqualTo(addresses("127.0.0.1", "::1"));
  }
}

package dev.sluice.signaling.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.doctor.Finding.Severity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiagnosisTest {

  private final List<InetAddress> announced = new ArrayList<>();
  private final Map<InetAddress, String> interfaces = new HashMap<>();
  private boolean configured;
  private boolean localOnly;
  private boolean container;
  private boolean ipv6Route = true;
  private final List<StunAnswer> stun = new ArrayList<>();

  private void found(String address, String network) {
    announced.add(InetAddress.ofLiteral(address));
    interfaces.put(InetAddress.ofLiteral(address), network);
  }

  private void advertise(String address) {
    configured = true;
    announced.add(InetAddress.ofLiteral(address));
  }

  private void seenAs(String address, int port) {
    stun.add(
        new StunAnswer.ToMediaPort(
            "stun.example.org:3478", new InetSocketAddress(InetAddress.ofLiteral(address), port)));
  }

  private Diagnosis diagnosis() {
    return Diagnosis.of(
        new NetworkFacts(
            announced, configured, localOnly, interfaces, container, ipv6Route, 10_000, stun));
  }

  private Finding only() {
    assertThat(diagnosis().findings()).hasSize(1);
    return diagnosis().findings().getFirst();
  }

  @Test
  void aPublicAddressIsWell() {
    found("203.0.113.7", "eth0");

    assertThat(only())
        .isEqualTo(new Finding(Severity.OK, "203.0.113.7", "found on interface eth0.", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "172.17.0.2", "192.168.1.5", "100.64.0.1", "fd00::1"})
  void aPrivateAddressIsForItsNetworkAlone(String address) {
    found(address, "eth0");

    assertThat(only().severity()).isEqualTo(Severity.NOTE);
    assertThat(only().remedy()).startsWith("--media-advertise PUBLIC,");
  }

  @Test
  void aContainersOwnAddressIsAWarning() {
    container = true;
    found("172.17.0.2", "eth0");

    assertThat(only().severity()).isEqualTo(Severity.WARNING);
    assertThat(only().message()).contains("the container's own");
    assertThat(only().remedy()).startsWith("--media-advertise ADDRESS, the host's");
    assertThat(diagnosis().isReachable()).isTrue();
  }

  @Test
  void aBridgeForContainersOnTheHostIsNamed() {
    found("172.17.0.1", "docker0");

    assertThat(only().message()).contains("a bridge for containers");
  }

  @Test
  void ipv6WithoutARouteIsAWarning() {
    ipv6Route = false;
    found("2001:db8::5", "eth0");

    assertThat(only().severity()).isEqualTo(Severity.WARNING);
    assertThat(only().message()).contains("no route to IPv6");
  }

  @Test
  void loopbackIsRightWherePagesAreForThisMachineAlone() {
    localOnly = true;
    found("127.0.0.1", "lo");

    assertThat(only().severity()).isEqualTo(Severity.NOTE);
    assertThat(diagnosis().isReachable()).isTrue();
  }

  @Test
  void loopbackAloneReachesNobodyElse() {
    found("127.0.0.1", "lo");

    assertThat(diagnosis().isReachable()).isFalse();
    assertThat(diagnosis().findings().getLast().message()).contains("no address is announced");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "169.254.1.1", "fe80::1"})
  void anAddressThatNobodyCanSendToIsAnError(String address) {
    advertise(address);

    assertThat(diagnosis().isReachable()).isFalse();
  }

  @Test
  void oneUsableAddressIsEnough() {
    advertise("0.0.0.0");
    advertise("203.0.113.7");

    assertThat(diagnosis().isReachable()).isTrue();
    assertThat(diagnosis().findings().getFirst().severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void noAddressAtAllIsAnError() {
    assertThat(diagnosis().isReachable()).isFalse();
  }

  @Test
  void anAdvertisedAddressOfANatIsWell() {
    advertise("203.0.113.7");

    assertThat(only().severity()).isEqualTo(Severity.OK);
    assertThat(only().message()).contains("is not this machine's");
  }

  @Test
  void aPublicAddressThatIsNotAnnouncedIsNamedWithItsSetting() {
    found("192.168.1.5", "eth0");
    seenAs("203.0.113.7", 10_000);

    Finding seen = diagnosis().findings().getLast();
    assertThat(seen.severity()).isEqualTo(Severity.WARNING);
    assertThat(seen.remedy()).startsWith("--media-advertise 203.0.113.7,");
  }

  @Test
  void aPublicAddressThatIsAnnouncedIsWell() {
    advertise("203.0.113.7");
    seenAs("203.0.113.7", 10_000);

    assertThat(diagnosis().findings().getLast().severity()).isEqualTo(Severity.OK);
    assertThat(diagnosis().findings()).hasSize(2);
  }

  @Test
  void aStunServerThatDoesNotAnswerIsNoReasonToWorry() {
    advertise("203.0.113.7");
    stun.add(new StunAnswer.Silence("stun.example.org:3478"));

    assertThat(diagnosis().findings().getLast().severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void aNatThatGivesTheMediaPortAnotherNumberIsNamedWithWhatMendsIt() {
    advertise("203.0.113.7");
    seenAs("203.0.113.7", 61_234);

    Finding port = diagnosis().findings().getLast();
    assertThat(port.severity()).isEqualTo(Severity.WARNING);
    assertThat(port.message()).contains("sees the media port 10000 as 61234");
    assertThat(port.remedy()).contains("port mapping", "UDP and TCP port 10000 outside");
    assertThat(diagnosis().isReachable()).isTrue();
  }

  @Test
  void aFirewallThatBlocksTheMediaPortIsNamed() {
    advertise("203.0.113.7");
    stun.add(
        new StunAnswer.ToAnotherPort(
            "stun.example.org:3478", InetAddress.ofLiteral("203.0.113.7"), true));

    Finding blocked = diagnosis().findings().getLast();
    assertThat(blocked.severity()).isEqualTo(Severity.WARNING);
    assertThat(blocked.message()).contains("but not UDP port 10000");
    assertThat(blocked.remedy()).startsWith("opening UDP and TCP port 10000");
  }

  @Test
  void aMediaPortThatCouldNotAskIsNotCalledBlocked() {
    advertise("203.0.113.7");
    stun.add(
        new StunAnswer.ToAnotherPort(
            "stun.example.org:3478", InetAddress.ofLiteral("203.0.113.7"), false));

    assertThat(diagnosis().findings()).extracting(Finding::severity).containsOnly(Severity.OK);
  }

  @Test
  void twoStunServersThatSeeDifferentPortsShowASymmetricNat() {
    advertise("203.0.113.7");
    seenAs("203.0.113.7", 61_234);
    seenAs("203.0.113.7", 61_235);

    assertThat(diagnosis().findings())
        .filteredOn(finding -> finding.severity() == Severity.WARNING)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.message()).contains("the NAT is symmetric", "61234", "61235");
              assertThat(finding.remedy()).contains("port mapping");
            });
  }

  @Test
  void oneServerOfEachFamilyShowsNoSymmetricNat() {
    advertise("203.0.113.7");
    advertise("2001:db8::5");
    seenAs("203.0.113.7", 10_000);
    seenAs("2001:db8::5", 10_000);

    assertThat(diagnosis().findings()).extracting(Finding::severity).containsOnly(Severity.OK);
  }
}

package dev.sluice.signaling.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.doctor.Finding.Severity;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private Optional<String> stunServer = Optional.empty();
  private Optional<InetAddress> seenAs = Optional.empty();

  private void found(String address, String network) {
    announced.add(InetAddress.ofLiteral(address));
    interfaces.put(InetAddress.ofLiteral(address), network);
  }

  private void advertise(String address) {
    configured = true;
    announced.add(InetAddress.ofLiteral(address));
  }

  private void askStun(String answer) {
    stunServer = Optional.of("stun.example.org:3478");
    seenAs = Optional.ofNullable(answer).map(InetAddress::ofLiteral);
  }

  private Diagnosis diagnosis() {
    return Diagnosis.of(
        new NetworkFacts(
            announced,
            configured,
            localOnly,
            interfaces,
            container,
            ipv6Route,
            stunServer,
            seenAs));
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
    askStun("203.0.113.7");

    Finding stun = diagnosis().findings().getLast();
    assertThat(stun.severity()).isEqualTo(Severity.WARNING);
    assertThat(stun.remedy()).startsWith("--media-advertise 203.0.113.7,");
  }

  @Test
  void aPublicAddressThatIsAnnouncedIsWell() {
    advertise("203.0.113.7");
    askStun("203.0.113.7");

    assertThat(diagnosis().findings().getLast().severity()).isEqualTo(Severity.OK);
  }

  @Test
  void aStunServerThatDoesNotAnswerIsNoReasonToWorry() {
    advertise("203.0.113.7");
    askStun(null);

    assertThat(diagnosis().findings().getLast().severity()).isEqualTo(Severity.NOTE);
  }
}

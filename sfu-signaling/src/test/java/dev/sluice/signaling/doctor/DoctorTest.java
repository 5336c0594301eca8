package dev.sluice.signaling.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.doctor.Finding.Severity;
import dev.sluice.signaling.peer.MediaEngine;
import dev.sluice.signaling.peer.MediaStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A real media port, and STUN servers that see it as they are told to. */
class DoctorTest {

  /** Set once it is known. */
  private final AtomicInteger mediaPort = new AtomicInteger();

  private static Optional<InetSocketAddress> at(int port) {
    return Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  private List<Finding> examine(StunServer... servers) throws Exception {
    List<String> addresses = List.of(servers).stream().map(StunServer::address).toList();
    Settings settings =
        Settings.read(
            List.of("--media-port", "0", "--stun-server", String.join(",", addresses)), Map.of());
    try (MediaStack media = MediaEngine.open(settings.media(), Runnable::run)) {
      mediaPort.set(media.port());
      return new Doctor(settings, media)
          .examine().findings().stream()
              .filter(finding -> finding.severity() != Severity.NOTE)
              .toList();
    }
  }

  @Test
  void aPortThatIsSeenAsItIsAnnouncedIsWell() throws Exception {
    try (StunServer server = new StunServer(DoctorTest::at)) {
      assertThat(examine(server))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.OK);
                assertThat(finding.subject()).isEqualTo("STUN server " + server.address());
              });
    }
  }

  @Test
  void aMediaPortThatANatCallsOtherwiseIsFound() throws Exception {
    try (StunServer server = new StunServer(port -> at(port ^ 1))) {
      assertThat(examine(server))
          .filteredOn(finding -> finding.severity() == Severity.WARNING)
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.message())
                      .contains(
                          "the media port %d as %d"
                              .formatted(mediaPort.get(), mediaPort.get() ^ 1)));
    }
  }

  @Test
  void aMediaPortThatIsBlockedIsFound() throws Exception {
    try (StunServer server =
        new StunServer(port -> port == mediaPort.get() ? Optional.empty() : at(port))) {
      assertThat(examine(server))
          .filteredOn(finding -> finding.severity() == Severity.WARNING)
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.message())
                      .contains("answers this machine, but not UDP port " + mediaPort.get()));
    }
  }

  @Test
  void aNatThatIsSymmetricIsFoundByTwoServers() throws Exception {
    try (StunServer one = new StunServer(port -> at(port ^ 1));
        StunServer other = new StunServer(port -> at(port ^ 2))) {
      assertThat(examine(one, other))
          .filteredOn(finding -> finding.severity() == Severity.WARNING)
          .singleElement()
          .satisfies(finding -> assertThat(finding.message()).contains("the NAT is symmetric"));
    }
  }
}

package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Isolated("other tests' threads are not to be counted")
class MediaPortTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");

  private static MediaPortOptions onLoopback(int port) {
    return MediaPortOptions.onPort(port)
        .withHosts(List.of(InetAddress.ofLiteral("127.0.0.1")))
        .withLoops(2);
  }

  @ParameterizedTest
  @EnumSource(MediaPortOptions.Transport.class)
  void aPortThatIsTakenIsNamedInOneSentence(MediaPortOptions.Transport transport) throws Exception {
    try (MediaPort first = MediaPort.open(onLoopback(0).withTransport(transport))) {
      assertThatThrownBy(
              () -> MediaPort.open(onLoopback(first.port()).withTransport(transport)).close())
          .isInstanceOf(MediaPortException.class)
          .hasMessage(
              "The media port can't be opened: UDP port "
                  + first.port()
                  + " on 127.0.0.1 is already in use.");
    }
  }

  @Test
  void anAddressThatIsNotThisMachinesIsNamedInOneSentence() {
    assertThatThrownBy(
            () ->
                MediaPort.open(onLoopback(0).withHosts(List.of(InetAddress.ofLiteral("192.0.2.1"))))
                    .close())
        .isInstanceOf(MediaPortException.class)
        .hasMessage("The media port can't be opened: 192.0.2.1 is not an address of this machine.");
  }

  @Test
  void aClosedPortCanBeOpenedAgainAndLeavesNoThread() throws Exception {
    MediaPort first = MediaPort.open(onLoopback(0));
    for (int i = 0; i < 10; i++) {
      first.newTransport(new RecordingListener()).start(PEER);
    }
    first.close();
    assertThat(first.registry().size()).isZero();
    for (Thread thread : mediaThreads()) {
      // It has nothing left to do, but a thread's very end comes after all it can report.
      thread.join(Duration.ofSeconds(20));
    }
    assertThat(mediaThreads()).isEmpty();
    try (MediaPort again = MediaPort.open(onLoopback(first.port()))) {
      assertThat(again.port()).isEqualTo(first.port());
    }
  }

  private static List<Thread> mediaThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-media"))
        .toList();
  }

  @Test
  void aThousandTransportsMakeNoThread() throws Exception {
    try (MediaPort port = MediaPort.open(onLoopback(0))) {
      Drops.roundOfAllLoops(port);
      List<TestPeer> peers = new ArrayList<>();
      List<String> before = platformThreads();
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.port());
      for (int i = 0; i < 1000; i++) {
        RecordingListener listener = new RecordingListener();
        IceTransport transport = port.newTransport(listener);
        transport.start(PEER);
        if (i % 20 == 0) {
          TestPeer peer = new TestPeer(TestPeer.udp(server), PEER, transport.localCredentials());
          peers.add(peer);
          peer.check(true);
          assertThat(listener.awaitEvent()).isEqualTo("loop");
          assertThat(listener.awaitEvent()).isEqualTo("connected");
        }
      }
      List<String> added = new ArrayList<>(platformThreads());
      before.forEach(added::remove);
      // The peers' blocking sockets are the test's own.
      added.removeIf(name -> !name.startsWith("ice4j") && !name.startsWith("sluice"));
      assertThat(added).isEmpty();
      for (TestPeer peer : peers) {
        peer.close();
      }
    }
  }

  private static List<String> platformThreads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  @Test
  void announcedAddressesReplaceThoseFound() throws Exception {
    List<InetAddress> announced =
        List.of(InetAddress.ofLiteral("203.0.113.5"), InetAddress.ofLiteral("2001:db8::5"));
    try (MediaPort port = MediaPort.open(onLoopback(0).withAnnounced(announced))) {
      assertThat(port.localCandidates().stream().map(IceCandidate::toAttribute))
          .hasSize(4)
          .allMatch(c -> c.contains(" " + port.port() + " typ host"))
          .anyMatch(c -> c.contains(" udp ") && c.contains("203.0.113.5"))
          .anyMatch(c -> c.contains(" tcp ") && c.contains("203.0.113.5"))
          .anyMatch(c -> c.contains(" udp ") && c.contains("2001:db8"))
          .anyMatch(c -> c.contains(" tcp ") && c.endsWith("tcptype passive"));
    }
  }

  @Test
  void theBoundAddressIsAnnouncedForUdpAndTcp() throws Exception {
    try (MediaPort port = MediaPort.open(onLoopback(0))) {
      assertThat(port.localCandidates())
          .extracting(c -> c.transport() + " " + c.address().getHostAddress() + " " + c.port())
          .containsExactly("UDP 127.0.0.1 " + port.port(), "TCP 127.0.0.1 " + port.port());
    }
  }

  static Stream<MediaPortOptions.Transport> transports() {
    return Stream.of(MediaPortOptions.Transport.AUTO, MediaPortOptions.Transport.NIO);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void oneWildcardSocketServesBothFamilies(MediaPortOptions.Transport transport) throws Exception {
    try (MediaPort port =
        MediaPort.open(MediaPortOptions.onPort(0).withLoops(2).withTransport(transport))) {
      for (String host : List.of("127.0.0.1", "::1")) {
        RecordingListener listener = new RecordingListener();
        IceTransport ice = port.newTransport(listener);
        ice.start(PEER);
        InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral(host), port.port());
        try (TestPeer peer = new TestPeer(TestPeer.udp(server), PEER, ice.localCredentials())) {
          peer.check(true);
          assertThat(listener.awaitEvent()).isEqualTo("loop");
          assertThat(listener.awaitEvent()).isEqualTo("connected");
          byte[] packet = new byte[1000];
          packet[0] = (byte) 0x80;
          listener.loop.execute(
              () -> {
                ice.send(packet, 0, packet.length);
                ice.send(packet, 0, packet.length);
                ice.send(packet, 0, packet.length);
              });
          for (int i = 0; i < 3; i++) {
            assertThat(peer.awaitPacket()).isEqualTo(packet);
          }
          peer.send(packet);
          assertThat(listener.awaitPacket()).isEqualTo(packet);
        }
      }
    }
  }

  @Test
  void aLoopTicksUntilTheTickIsClosed() throws Exception {
    try (MediaPort port = MediaPort.open(onLoopback(0))) {
      CountDownLatch ticked = new CountDownLatch(3);
      NettyMediaLoop loop = port.loops().getFirst();
      AtomicLong calls = new AtomicLong();
      NettyMediaLoop.Tick tick =
          loop.onTick(
              now -> {
                if (loop.inLoop()) {
                  calls.incrementAndGet();
                  ticked.countDown();
                }
              });
      ticked.await();
      tick.close();
      Drops.roundOfAllLoops(port);
      long callsAtClose = calls.get();
      CountDownLatch otherTicked = new CountDownLatch(3);
      loop.onTick(now -> otherTicked.countDown());
      otherTicked.await();
      assertThat(calls).hasValue(callsAtClose);
    }
  }

  @Test
  void packetsForAConnectionOfAnotherLoopAreHandedOver() throws Exception {
    try (MediaPort port = MediaPort.open(onLoopback(0))) {
      RecordingListener listener = new RecordingListener();
      IceTransport ice = port.newTransport(listener);
      ice.start(PEER);
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.port());
      byte[] packet = {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
      int peers = 0;
      // The kernel picks a loop by the peer's port: some of a few peers meet the other one.
      while (port.statistics().packetsHandedOver() == 0 && peers++ < 64) {
        try (TestPeer peer = new TestPeer(TestPeer.udp(server), PEER, ice.localCredentials())) {
          peer.check(true);
          peer.awaitResponse();
          peer.awaitRequest();
          peer.send(packet);
          assertThat(listener.awaitPacket()).isEqualTo(packet);
        }
      }
      assertThat(port.statistics().packetsHandedOver()).isPositive();
      assertThat(listener.calledOffLoop).isFalse();
    }
  }

  @Test
  void aPeersSocketThatReachesTwoBoundAddressesIsTwoPaths() throws Exception {
    List<InetAddress> hosts =
        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2"));
    byte[] packet = {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    try (MediaPort port = MediaPort.open(onLoopback(0).withHosts(hosts))) {
      RecordingListener listener = new RecordingListener();
      IceTransport ice = port.newTransport(listener);
      ice.start(PEER);
      AtomicReference<InetAddress> lastHost = new AtomicReference<>();
      try (TestPeer peer =
          new TestPeer(
              TestPeer.udpTo(hosts, port.port(), lastHost), PEER, ice.localCredentials())) {
        peer.check(true);
        assertThat(listener.awaitEvent()).isEqualTo("loop");
        assertThat(listener.awaitEvent()).isEqualTo("connected");
        // The triggered check and the first consent check: nothing more comes by itself now.
        peer.awaitRequest();
        peer.awaitRequest();
        lastHost.set(hosts.get(1));
        peer.check(false);
        peer.awaitResponse();
        peer.awaitResponse();
        assertThat(lastHost).hasValue(hosts.get(1));
        listener.loop.execute(() -> ice.send(packet, 0, packet.length));
        assertThat(peer.awaitPacket()).isEqualTo(packet);
        assertThat(lastHost).hasValue(hosts.get(0));
      }
    }
  }
}

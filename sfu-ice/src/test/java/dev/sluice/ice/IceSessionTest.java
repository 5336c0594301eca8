package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a session during its life, on one port over loopback and on a virtual clock. */
class IceSessionTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");
  private static final IceCredentials PEER_AGAIN =
      new IceCredentials("peer2", "peer2peer2peer2peer2peer2");
  private static final byte[] SRTP = {(byte) 0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5};
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final RecordingListener listener = new RecordingListener();
  private MediaPort port;
  private IceTransport ice;

  @BeforeEach
  void open() throws Exception {
    port =
        MediaPort.open(
            MediaPortOptions.onPort(0)
                .withHosts(List.of(InetAddress.ofLiteral("127.0.0.1")))
                .withLoops(2)
                .withClock(clock::get));
    ice = port.newTransport(listener);
  }

  @AfterEach
  void close() {
    port.close();
  }

  private TestPeer peer(IceCredentials local, IceCredentials remote) throws Exception {
    return new TestPeer(TestPeer.udp(server()), local, remote);
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.port());
  }

  private TestPeer connectedPeer() throws Exception {
    ice.start(PEER);
    TestPeer peer = peer(PEER, ice.localCredentials());
    peer.check(true);
    assertThat(listener.awaitEvent()).isEqualTo("loop");
    assertThat(listener.awaitEvent()).isEqualTo("connected");
    return peer;
  }

  private void onLoop(Runnable task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    listener.loop.execute(
        () -> {
          task.run();
          done.countDown();
        });
    done.await();
  }

  /** The peer's last answer may still be under way when it has all of the server's. */
  private void awaitPathTo(TestPeer peer) throws InterruptedException {
    for (int i = 0; i < 20_000 && !peer.address().equals(ice.remoteAddress()); i++) {
      Drops.roundOfAllLoops(port);
    }
    assertThat(ice.remoteAddress()).isEqualTo(peer.address());
  }

  private void sendFromServer() throws InterruptedException {
    onLoop(() -> ice.send(SRTP, 0, SRTP.length));
  }

  @Test
  void aCheckWithoutNominationDoesNotConnect() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.check(false);
      peer.awaitRequest();
      peer.check(false);
      peer.awaitResponse();
      peer.awaitResponse();
      onLoop(() -> {});
      assertThat(listener.awaitEvent()).isEqualTo("loop");
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void theServersOwnCheckIsControlledAndAuthentic() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.check(true);
      byte[] request = peer.awaitRequest();
      StunPacket packet = new StunPacket();
      assertThat(packet.wrap(request, 0, request.length)).isTrue();
      assertThat(packet.localUfrag(4)).isEqualTo("peer");
      assertThat(packet.hasPriority()).isTrue();
      assertThat(packet.nominates()).isFalse();
      assertThat(packet.hasFingerprint()).isTrue();
      // application.conf is in force: no SOFTWARE attribute.
      assertThat(new String(request, StandardCharsets.ISO_8859_1)).doesNotContain("ice4j");
      SecretKey key = new SecretKeySpec(PEER.pwd().getBytes(StandardCharsets.US_ASCII), "HmacSHA1");
      assertThat(new StunVerifier().hasIntegrity(packet, key)).isTrue();
    }
  }

  @Test
  void theResponseBearsTheRequestsTransactionAndThePeersAddress() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      byte[] id = peer.check(true);
      byte[] response = peer.awaitResponse();
      assertThat(Arrays.copyOfRange(response, 0, 2)).isEqualTo(new byte[] {1, 1});
      assertThat(Arrays.copyOfRange(response, 8, 20)).isEqualTo(id);
      byte[] mapped =
          StunMessages.message(StunMessages.BINDING_SUCCESS, id)
              .xorMappedAddress(peer.address())
              .encode();
      assertThat(response).containsSequence(Arrays.copyOfRange(mapped, 20, mapped.length));
    }
  }

  @Test
  void aConsentCheckWithoutPriorityIsAnswered() throws Exception {
    try (TestPeer peer = connectedPeer()) {
      peer.awaitResponse();
      byte[] id = TestPeer.newTransactionId();
      peer.send(
          StunMessages.message(StunMessages.BINDING_REQUEST, id)
              .username(ice.localCredentials().ufrag() + ":" + PEER.ufrag())
              .integrity(ice.localCredentials().pwd())
              .fingerprint()
              .encode());
      byte[] response = peer.awaitResponse();
      assertThat(Arrays.copyOfRange(response, 8, 20)).isEqualTo(id);
      assertThat(response[0]).isEqualTo((byte) 1);
    }
  }

  @Test
  void aPeerThatClaimsToBeControlledTooIsToldSo() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.send(
          StunMessages.message(StunMessages.BINDING_REQUEST, TestPeer.newTransactionId())
              .username(ice.localCredentials().ufrag() + ":" + PEER.ufrag())
              .controlled(7)
              .priority(1)
              .integrity(ice.localCredentials().pwd())
              .fingerprint()
              .encode());
      byte[] response = peer.awaitResponse();
      assertThat(Arrays.copyOfRange(response, 0, 2)).isEqualTo(new byte[] {1, 0x11});
      // RFC 8445 section 7.3.1.1: 487, as class 4 and number 87.
      assertThat(Arrays.copyOfRange(response, 20, 22)).isEqualTo(new byte[] {0, 9});
      assertThat(Arrays.copyOfRange(response, 24, 28)).isEqualTo(new byte[] {0, 0, 4, 87});
    }
  }

  @Test
  void aPeerThatMovesToAnotherAddressKeepsItsSession() throws Exception {
    try (TestPeer before = connectedPeer();
        TestPeer after = peer(PEER, ice.localCredentials())) {
      after.check(true);
      awaitPathTo(after);
      sendFromServer();
      assertThat(after.awaitPacket()).isEqualTo(SRTP);
      after.send(SRTP);
      assertThat(listener.awaitPacket()).isEqualTo(SRTP);
      assertThat(before.packets).isEmpty();
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void consentIsAskedOfTheAddressThatThePeerMovedTo() throws Exception {
    try (TestPeer before = connectedPeer();
        TestPeer after = peer(PEER, ice.localCredentials())) {
      before.stopAnswering();
      after.check(true);
      after.awaitRequest();
      for (int i = 0; i < 8; i++) {
        after.requests.clear();
        clock.addAndGet(6 * SECOND);
        after.awaitRequest();
      }
      onLoop(() -> {});
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void aNominationOfLowerPriorityWaitsWhileTheBetterOneIsNominatedToo() throws Exception {
    try (TestPeer better = connectedPeer();
        TestPeer worse = peer(PEER, ice.localCredentials())) {
      worse.check(true, 1000);
      worse.awaitRequest();
      worse.check(true, 1000);
      worse.awaitResponse();
      worse.awaitResponse();
      onLoop(() -> {});
      assertThat(ice.remoteAddress()).isEqualTo(better.address());
      clock.addAndGet(SECOND);
      worse.check(true, 1000);
      awaitPathTo(worse);
    }
  }

  @Test
  void mediaStaysOnTheOldPathUntilARestartCompletes() throws Exception {
    try (TestPeer before = connectedPeer()) {
      IceCredentials old = ice.localCredentials();
      IceCredentials renewed = ice.restart();
      assertThat(renewed.ufrag()).isNotEqualTo(old.ufrag());
      assertThat(ice.localCredentials()).isEqualTo(renewed);
      ice.start(PEER_AGAIN);
      before.awaitResponse();
      before.check(true);
      before.awaitResponse();
      sendFromServer();
      assertThat(before.awaitPacket()).isEqualTo(SRTP);

      try (TestPeer after = peer(PEER_AGAIN, renewed)) {
        after.check(true);
        awaitPathTo(after);
        sendFromServer();
        assertThat(after.awaitPacket()).isEqualTo(SRTP);

        before.check(true);
        before.send(SRTP);
        after.send(SRTP);
        assertThat(listener.awaitPacket()).isEqualTo(SRTP);
        Drops.await(port, PacketDrop.STUN_UNKNOWN_USER, 1);
        Drops.await(port, PacketDrop.UNKNOWN_SENDER, 1);
        assertThat(listener.events).isEmpty();
      }
    }
  }

  @Test
  void startingTwiceWithoutRestartIsRefused() {
    ice.start(PEER);
    assertThatThrownBy(() -> ice.start(PEER)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDeadPeerIsClosedWithinThirtySeconds() throws Exception {
    try (TestPeer peer = connectedPeer()) {
      peer.stopAnswering();
      // The server has read what was answered before, once it has read what was sent after.
      peer.send(SRTP);
      assertThat(listener.awaitPacket()).isEqualTo(SRTP);
      peer.requests.clear();
      clock.addAndGet(27 * SECOND);
      peer.awaitRequest();
      onLoop(() -> {});
      assertThat(listener.events).isEmpty();
      clock.addAndGet(3 * SECOND);
      assertThat(listener.awaitEvent()).isEqualTo("closed CONSENT_EXPIRED");
      assertThat(port.registry().size()).isZero();
    }
  }

  @Test
  void aPeerThatAnswersLives() throws Exception {
    try (TestPeer peer = connectedPeer()) {
      for (int i = 0; i < 10; i++) {
        peer.requests.clear();
        clock.addAndGet(6 * SECOND);
        peer.awaitRequest();
      }
      onLoop(() -> {});
      assertThat(listener.events).isEmpty();
    }
  }

  @Test
  void aTransportThatNobodyContactsIsClosedAfterThirtySeconds() throws Exception {
    ice.start(PEER);
    clock.addAndGet(30 * SECOND);
    assertThat(listener.awaitEvent()).isEqualTo("closed NEVER_CONNECTED");
    assertThat(port.registry().size()).isZero();
  }

  @Test
  void aTransportThatIsNeverNominatedIsClosedAfterThirtySeconds() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.check(false);
      assertThat(listener.awaitEvent()).isEqualTo("loop");
      clock.addAndGet(30 * SECOND);
      assertThat(listener.awaitEvent()).isEqualTo("closed NEVER_CONNECTED");
    }
  }

  @Test
  void aTransportClosedBeforeAnyCheckReportsIt() throws Exception {
    ice.close();
    assertThat(listener.awaitEvent()).isEqualTo("closed LOCAL");
    assertThat(port.registry().size()).isZero();
  }

  /**
   * Chromium does so between its restart's offer and the answer, and stays on a pair that works.
   */
  @Test
  void aCheckWithCredentialsNotYetSignalledIsNotAnswered() throws Exception {
    IceCredentials restarted = new IceCredentials("anew", "passwordpasswordpassword");
    try (TestPeer before = connectedPeer();
        TestPeer early = peer(restarted, ice.localCredentials())) {
      awaitPathTo(before);
      early.check(true);
      Drops.await(port, PacketDrop.STUN_UNKNOWN_PEER, 1);
      onLoop(() -> {});
      assertThat(early.responses).isEmpty();
      assertThat(early.requests).isEmpty();

      IceCredentials answered = ice.restart();
      ice.start(restarted);
      try (TestPeer after = peer(restarted, answered)) {
        after.check(true);
        after.awaitResponse();
        awaitPathTo(after);
      }
    }
  }

  @Test
  void aCheckBeforeTheStartIsDroppedAndTheNextOneTaken() throws Exception {
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.check(true);
      Drops.await(port, PacketDrop.NOT_STARTED, 1);
      ice.start(PEER);
      peer.check(true);
      peer.awaitResponse();
    }
  }

  @Test
  void packetsBeforeAnyPathAreDroppedAndCounted() throws Exception {
    ice.start(PEER);
    try (TestPeer peer = peer(PEER, ice.localCredentials())) {
      peer.stopAnswering();
      peer.check(true);
      assertThat(listener.awaitEvent()).isEqualTo("loop");
      sendFromServer();
      assertThat(Drops.count(port, PacketDrop.NO_PATH)).isEqualTo(1);
    }
  }

  @Test
  void aPeerUsesABoundedNumberOfAddresses() throws Exception {
    try (TestPeer first = connectedPeer()) {
      for (int i = 0; i < 3 * PathTable.MAX_PATHS; i++) {
        try (TestPeer other = peer(PEER, ice.localCredentials())) {
          other.check(false);
          other.awaitResponse();
        }
      }
      onLoop(() -> {});
      // 16 addresses, one user fragment, and checks that nobody answered any more.
      assertThat(port.registry().size()).isLessThan(PathTable.MAX_PATHS + 1 + 64);
      sendFromServer();
      assertThat(first.awaitPacket()).isEqualTo(SRTP);
    }
  }

  @Test
  void aFramesPacketsLeaveInOneSend() throws Exception {
    try (TestPeer peer = connectedPeer()) {
      byte[] packet = new byte[1200];
      packet[0] = (byte) 0x80;
      MediaPortStatistics before = port.statistics();
      onLoop(
          () -> {
            for (byte i = 0; i < 9; i++) {
              packet[1] = i;
              ice.send(packet, 0, i < 8 ? 1200 : 700);
            }
          });
      for (byte i = 0; i < 9; i++) {
        byte[] received = peer.awaitPacket();
        assertThat(received[1]).isEqualTo(i);
        assertThat(received).hasSize(i < 8 ? 1200 : 700);
      }
      // Checks count as one packet in one send, so the difference is that of the nine.
      MediaPortStatistics after = port.statistics();
      long packets = after.packetsSent() - before.packetsSent();
      long sends = after.sends() - before.sends();
      boolean segments = PortSockets.of(MediaPortOptions.Transport.AUTO).segments();
      assertThat(packets - sends).isEqualTo(segments ? 8 : 0);
    }
  }

  @Test
  void aListenersMistakeEndsNothing() throws Exception {
    RecordingListener failing =
        new RecordingListener() {
          @Override
          public void onSrtpPacket(byte[] packet, int offset, int length, long nowNanos) {
            super.onSrtpPacket(packet, offset, length, nowNanos);
            throw new IllegalStateException("a mistake");
          }
        };
    IceTransport other = port.newTransport(failing);
    other.start(PEER);
    try (TestPeer peer = peer(PEER, other.localCredentials())) {
      peer.check(true);
      assertThat(failing.awaitEvent()).isEqualTo("loop");
      assertThat(failing.awaitEvent()).isEqualTo("connected");
      peer.send(SRTP);
      peer.send(SRTP);
      failing.awaitPacket();
      failing.awaitPacket();
    }
    try (TestPeer peer = connectedPeer()) {
      peer.send(SRTP);
      assertThat(listener.awaitPacket()).isEqualTo(SRTP);
    }
  }
}

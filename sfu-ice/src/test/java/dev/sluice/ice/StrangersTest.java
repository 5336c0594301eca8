package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those get who know no password: nothing, at no cost that lasts. */
class StrangersTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");
  private static final long SECOND = 1_000_000_000L;

  /** It is dropped, and counted, where its connection is let in. */
  private static final byte[] EMPTY_FRAME = {0, 0};

  private final AtomicLong clock = new AtomicLong();
  private MediaPort port;
  private IceTransport ice;
  private TestPeer stranger;

  @BeforeEach
  void open() throws Exception {
    port =
        MediaPort.open(
            MediaPortOptions.onPort(0)
                .withHosts(List.of(InetAddress.ofLiteral("127.0.0.1")))
                .withLoops(2)
                .withClock(clock::get));
    ice = port.newTransport(new RecordingListener());
    ice.start(PEER);
    stranger =
        new TestPeer(
            TestPeer.udp(server()),
            PEER,
            new IceCredentials(ice.localCredentials().ufrag(), "wrongwrongwrongwrongwrong"));
  }

  @AfterEach
  void close() throws Exception {
    stranger.close();
    port.close();
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port.port());
  }

  private void awaitDrops(PacketDrop reason, long number) throws InterruptedException {
    Drops.await(port, reason, number);
  }

  private long drops(PacketDrop reason) {
    return Drops.count(port, reason);
  }

  @Test
  void aWrongPasswordIsMetWithSilence() throws Exception {
    int before = port.registry().size();
    for (int i = 0; i < 50; i++) {
      stranger.check(true);
    }
    awaitDrops(PacketDrop.STUN_BAD_INTEGRITY, 50);
    assertThat(port.registry().size()).isEqualTo(before);
    assertThat(port.statistics().packetsSent()).isZero();
  }

  @Test
  void anUnknownUserIsMetWithSilence() throws Exception {
    for (int i = 0; i < 50; i++) {
      stranger.send(
          StunMessages.message(StunMessages.BINDING_REQUEST, TestPeer.newTransactionId())
              .username("nobody%02d:x".formatted(i))
              .priority(1)
              .integrity("wrong")
              .fingerprint()
              .encode());
    }
    awaitDrops(PacketDrop.STUN_UNKNOWN_USER, 50);
    assertThat(port.statistics().packetsSent()).isZero();
  }

  @Test
  void aRequestWithoutIntegrityIsMetWithSilence() throws Exception {
    stranger.send(
        StunMessages.message(StunMessages.BINDING_REQUEST, TestPeer.newTransactionId())
            .username(ice.localCredentials().ufrag() + ":peer")
            .priority(1)
            .encode());
    awaitDrops(PacketDrop.STUN_BAD_INTEGRITY, 1);
    assertThat(port.statistics().packetsSent()).isZero();
  }

  @Test
  void aWrongFingerprintIsDropped() throws Exception {
    byte[] message =
        StunMessages.message(StunMessages.BINDING_REQUEST, TestPeer.newTransactionId())
            .fingerprint()
            .encode();
    message[message.length - 1] ^= 1;
    stranger.send(message);
    awaitDrops(PacketDrop.STUN_BAD_FINGERPRINT, 1);
  }

  @Test
  void anUnexpectedResponseIsDropped() throws Exception {
    stranger.send(
        StunMessages.message(StunMessages.BINDING_SUCCESS, TestPeer.newTransactionId()).encode());
    awaitDrops(PacketDrop.STUN_UNKNOWN_TRANSACTION, 1);
  }

  @Test
  void anotherStunMethodIsDropped() throws Exception {
    stranger.send(StunMessages.message(0x0003, TestPeer.newTransactionId()).encode());
    awaitDrops(PacketDrop.STUN_UNSUPPORTED, 1);
  }

  @Test
  void mediaFromAnUnknownAddressIsDropped() throws Exception {
    stranger.send(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    stranger.send(new byte[] {22, 1, 2, 3});
    awaitDrops(PacketDrop.UNKNOWN_SENDER, 2);
  }

  @Test
  void noiseIsCountedAndLeavesNothing() throws Exception {
    int before = port.registry().size();
    byte[] noise = new byte[200];
    for (int i = 0; i < 256; i++) {
      ThreadLocalRandom.current().nextBytes(noise);
      noise[0] = (byte) i;
      stranger.send(noise);
    }
    awaitDrops(PacketDrop.UNKNOWN_PROTOCOL, 256 - 4 - 44 - 64);
    awaitDrops(PacketDrop.STUN_MALFORMED, 4);
    awaitDrops(PacketDrop.UNKNOWN_SENDER, 44 + 64);
    assertThat(port.registry().size()).isEqualTo(before);
  }

  @Test
  void anOversizedDatagramIsDropped() throws Exception {
    stranger.send(new byte[2500]);
    awaitDrops(PacketDrop.TOO_LARGE, 1);
  }

  @Test
  void anEmptyTcpFrameIsDropped() throws Exception {
    try (Socket socket = new Socket(server().getAddress(), server().getPort())) {
      socket.getOutputStream().write(new byte[] {0, 0});
      awaitDrops(PacketDrop.EMPTY, 1);
    }
  }

  @Test
  void aTcpConnectionThatNeverAuthenticatesIsClosed() throws Exception {
    try (Socket silent = new Socket(server().getAddress(), server().getPort())) {
      silent.setSoTimeout(20_000);
      InputStream in = silent.getInputStream();
      // One byte of a frame's header, so that the connection is known to be accepted.
      silent.getOutputStream().write(0);
      Thread.ofVirtual()
          .start(
              () -> {
                // The clock runs fast until the port is closed: no wait for real seconds.
                while (drops(PacketDrop.TCP_UNAUTHENTICATED) == 0) {
                  clock.addAndGet(SECOND);
                  LockSupport.parkNanos(SECOND / 100);
                }
              });
      assertThat(in.read()).isEqualTo(-1);
      assertThat(drops(PacketDrop.TCP_UNAUTHENTICATED)).isEqualTo(1);
    }
  }

  @Test
  void oneAddressMayHaveSoManyTcpConnectionsThatDoNotAuthenticate() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < UnauthenticatedConnections.MAX_PER_ADDRESS; i++) {
        sockets.add(tcpFrom("127.0.0.1"));
        sockets.getLast().getOutputStream().write(EMPTY_FRAME);
      }
      awaitDrops(PacketDrop.EMPTY, UnauthenticatedConnections.MAX_PER_ADDRESS);

      sockets.add(tcpFrom("127.0.0.1"));
      assertThat(sockets.getLast().getInputStream().read()).isEqualTo(-1);
      assertThat(drops(PacketDrop.TCP_TOO_MANY_CONNECTIONS)).isEqualTo(1);

      sockets.add(tcpFrom("127.0.0.2"));
      sockets.getLast().getOutputStream().write(EMPTY_FRAME);
      awaitDrops(PacketDrop.EMPTY, UnauthenticatedConnections.MAX_PER_ADDRESS + 1);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private Socket tcpFrom(String address) throws Exception {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    socket.connect(server());
    return socket;
  }

  @Test
  void aTcpFrameBeyondTheBoundClosesTheConnection() throws Exception {
    try (Socket socket = new Socket(server().getAddress(), server().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF, 0});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(drops(PacketDrop.TCP_FRAME_TOO_LARGE)).isEqualTo(1);
    }
  }
}

package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole sessions over real loopback sockets. */
class IceExchangeTest {

  private static final IceCredentials PEER = new IceCredentials("peer", "peerpeerpeerpeerpeerpeer");
  private static final byte[] DTLS = {22, (byte) 0xFE, (byte) 0xFD, 1, 2, 3};
  private static final byte[] SRTP = {(byte) 0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5};

  static Stream<Arguments> waysIn() {
    return Stream.of(MediaPortOptions.Transport.EPOLL, MediaPortOptions.Transport.NIO)
        .filter(t -> t != MediaPortOptions.Transport.EPOLL || Epoll.isAvailable())
        .flatMap(
            t ->
                Stream.of("127.0.0.1", "::1")
                    .filter(IceExchangeTest::exists)
                    .flatMap(h -> Stream.of(Arguments.of(t, h, false), Arguments.of(t, h, true))));
  }

  private static boolean exists(String host) {
    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral(host))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static MediaPort open(MediaPortOptions.Transport transport, String host) throws Exception {
    return MediaPort.open(
        MediaPortOptions.onPort(0)
            .withHosts(List.of(InetAddress.ofLiteral(host)))
            .withLoops(2)
            .withTransport(transport));
  }

  static TestPeer.Wire wire(MediaPort port, String host, boolean tcp) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral(host), port.port());
    return tcp ? TestPeer.tcp(server) : TestPeer.udp(server);
  }

  @ParameterizedTest
  @MethodSource("waysIn")
  void aPeerThatNominatesIsConnectedAndPacketsFlowBothWays(
      MediaPortOptions.Transport transport, String host, boolean tcp) throws Exception {
    RecordingListener listener = new RecordingListener();
    try (MediaPort port = open(transport, host)) {
      IceTransport ice = port.newTransport(listener);
      ice.start(PEER);
      try (TestPeer peer = new TestPeer(wire(port, host, tcp), PEER, ice.localCredentials())) {
        peer.check(true);
        peer.awaitResponse();
        assertThat(listener.awaitEvent()).isEqualTo("loop");
        assertThat(listener.awaitEvent()).isEqualTo("connected");
        peer.send(DTLS);
        assertThat(listener.awaitPacket()).isEqualTo(DTLS);
        peer.send(SRTP);
        assertThat(listener.awaitPacket()).isEqualTo(SRTP);
        listener.loop.execute(
            () -> {
              ice.send(SRTP, 0, SRTP.length);
              ice.send(SRTP, 0, SRTP.length);
              ice.send(DTLS, 0, DTLS.length);
            });
        assertThat(peer.awaitPacket()).isEqualTo(SRTP);
        assertThat(peer.awaitPacket()).isEqualTo(SRTP);
        assertThat(peer.awaitPacket()).isEqualTo(DTLS);
        assertThat(ice.remoteAddress()).isEqualTo(peer.address());
      }
      ice.close();
      assertThat(listener.awaitEvent()).isEqualTo("closed LOCAL");
      assertThat(listener.calledOffLoop).isFalse();
    }
  }
}

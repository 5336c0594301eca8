package dev.sluice.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.signaling.TestServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** TCP connections of one address to the HTTP port, whatever is asked over them. */
class ConnectionLimitTest {

  private static final int PATIENCE_MILLIS = 20_000;

  /** Four for each session that an address may have. */
  private static final int LIMIT = 4;

  private static final byte[] REQUEST =
      "GET /healthz HTTP/1.1\r\nHost: sluice.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void oneAddressMayHaveSoManyAndAnotherWhenOneIsClosed() throws Exception {
    Optional<InetAddress> address = ownAddress();
    assumeTrue(
        address.isPresent(), "this machine has but its loopback address, which isn't limited");
    List<Socket> sockets = new ArrayList<>();
    try (TestServer server =
        TestServer.start(
            "--http-host",
            address.get().getHostAddress(),
            "--open",
            "--max-connections-per-address",
            "1")) {
      for (int i = 0; i < LIMIT; i++) {
        sockets.add(connect(server, address.get()));
        assertThat(isServed(sockets.getLast())).isTrue();
      }

      try (Socket oneTooMany = connect(server, address.get())) {
        assertThat(isServed(oneTooMany)).isFalse();
      }
      sockets.removeFirst().close();
      int refused = 1;
      while (!isServed(server, address.get())) {
        refused++;
      }

      sockets.removeFirst().close();
      assertThat(refusalsOnceServed(server)).isGreaterThanOrEqualTo(refused);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Optional<InetAddress> ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  private static Socket connect(TestServer server, InetAddress address) throws IOException {
    Socket socket = new Socket(address, server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static boolean isServed(TestServer server, InetAddress address) throws IOException {
    try (Socket socket = connect(server, address)) {
      return isServed(socket);
    }
  }

  /** False where the server has closed it, which may meet what is being sent with a reset. */
  private static boolean isServed(Socket socket) {
    try {
      socket.getOutputStream().write(REQUEST);
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false;
    }
  }

  /** The one that was closed last may not have been noticed yet. */
  private static int refusalsOnceServed(TestServer server) throws Exception {
    while (true) {
      try {
        return server.refusals("address-connections");
      } catch (IOException e) {
        // Closed: again.
      }
    }
  }
}

package dev.sluice.signaling.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntFunction;

/** Answers binding requests over IPv4 (RFC 8489 section 6.3.1), and lies where it is told to. */
final class StunServer implements AutoCloseable {

  private static final int MAGIC_COOKIE = 0x2112_A442;

  private final DatagramSocket socket;
  private final IntFunction<Optional<InetSocketAddress>> seen;

  /**
   * Listens on a free port of the loopback address.
   *
   * @param seen where it sees whoever asks from a port; nothing is answered where that is empty
   */
  StunServer(IntFunction<Optional<InetSocketAddress>> seen) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    this.seen = seen;
    Thread.ofPlatform().daemon().name("stun server").start(this::serve);
  }

  /** As it stands in a setting. */
  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket request = new DatagramPacket(new byte[100], 100);
        socket.receive(request);
        Optional<InetSocketAddress> answer = seen.apply(request.getPort());
        if (answer.isPresent()) {
          byte[] response = response(request.getData(), answer.get());
          socket.send(new DatagramPacket(response, response.length, request.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static byte[] response(byte[] request, InetSocketAddress seenAs) {
    ByteBuffer address = ByteBuffer.wrap(seenAs.getAddress().getAddress());
    return ByteBuffer.allocate(32)
        .putShort((short) 0x0101)
        .putShort((short) 12)
        .putInt(MAGIC_COOKIE)
        .put(request, 8, 12)
        .putShort((short) 0x0020)
        .putShort((short) 8)
        .putShort((short) 1)
        .putShort((short) (seenAs.getPort() ^ MAGIC_COOKIE >>> 16))
        .putInt(address.getInt() ^ MAGIC_COOKIE)
        .array();
  }

  @Override
  public void close() {
    socket.close();
  }
}

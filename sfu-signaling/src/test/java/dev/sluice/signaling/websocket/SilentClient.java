package dev.sluice.signaling.websocket;

import dev.sluice.signaling.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Joins over a bare socket and then never says anything again, not even a pong. */
final class SilentClient implements AutoCloseable {

  private static final int TEXT_FRAME = 0x81;
  private static final int MASKED = 0x80;

  private final Socket socket;

  private SilentClient(Socket socket) {
    this.socket = socket;
  }

  static SilentClient join(TestServer server, String room, String participant) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    String handshake =
        String.join(
            "\r\n",
            "GET /ws HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");
    socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
    StringBuilder response = new StringBuilder();
    while (!response.toString().endsWith("\r\n\r\n")) {
      response.append((char) socket.getInputStream().read());
    }
    byte[] text =
        "{\"type\":\"join\",\"room\":\"%s\",\"participant\":\"%s\"}"
            .formatted(room, participant)
            .getBytes(StandardCharsets.US_ASCII);
    // A mask of zeros changes nothing; short enough for a length of 7 bits (RFC 6455 section 5.2).
    socket.getOutputStream().write(new byte[] {(byte) TEXT_FRAME, (byte) (MASKED | text.length)});
    socket.getOutputStream().write(new byte[4]);
    socket.getOutputStream().write(text);
    return new SilentClient(socket);
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

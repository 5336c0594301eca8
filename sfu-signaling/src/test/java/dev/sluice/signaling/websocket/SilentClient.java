package dev.sluice.signaling.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A bare socket that begins a WebSocket and from some point on says nothing, not even a pong. */
public final class SilentClient implements AutoCloseable {

  private static final int TEXT_FRAME = 0x81;
  private static final int PING_FRAME = 0x89;
  private static final int MASKED = 0x80;
  private static final int PATIENCE_MILLIS = 20_000;

  /** Little, so that soon much waits in the server for whoever doesn't read. */
  private static final int RECEIVE_BUFFER_BYTES = 4_096;

  private static final String HANDSHAKE_BEGINNING =
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n";

  private static final String HANDSHAKE_REST =
      String.join(
          "\r\n",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "",
          "");

  private final Socket socket = new Socket();

  private SilentClient(int httpPort) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort));
    write(HANDSHAKE_BEGINNING);
  }

  /** Falls silent in the middle of the handshake. */
  public static SilentClient halfOpen(int httpPort) throws IOException {
    return new SilentClient(httpPort);
  }

  /** Falls silent after the handshake. */
  public static SilentClient open(int httpPort) throws IOException {
    SilentClient client = new SilentClient(httpPort);
    client.write(HANDSHAKE_REST);
    StringBuilder response = new StringBuilder();
    while (!response.toString().endsWith("\r\n\r\n")) {
      response.append((char) client.socket.getInputStream().read());
    }
    return client;
  }

  /** Falls silent after it has joined a room. */
  public static SilentClient join(int httpPort, String room, String participant)
      throws IOException {
    SilentClient client = open(httpPort);
    byte[] text =
        "{\"type\":\"join\",\"room\":\"%s\",\"participant\":\"%s\"}"
            .formatted(room, participant)
            .getBytes(StandardCharsets.US_ASCII);
    client.writeFrame(TEXT_FRAME, text);
    return client;
  }

  /** Reads so much, if it is there, and leaves the rest. */
  public void read(int bytes) throws IOException {
    InputStream in = socket.getInputStream();
    in.skipNBytes(Math.min(bytes, in.available()));
  }

  /** Returns when the server has closed the connection, which it is waited for by reading. */
  public void awaitEnd() throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // Reset: closed with something unread.
    }
  }

  /** Whether the server's end is still there, as far as the last call has made known. */
  public boolean isHeard() {
    try {
      writeFrame(PING_FRAME, new byte[0]);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Short enough for a length of 7 bits (RFC 6455 section 5.2); a mask of zeros changes nothing.
   */
  private void writeFrame(int kind, byte[] content) throws IOException {
    byte[] frame = new byte[6 + content.length];
    frame[0] = (byte) kind;
    frame[1] = (byte) (MASKED | content.length);
    System.arraycopy(content, 0, frame, 6, content.length);
    socket.getOutputStream().write(frame);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

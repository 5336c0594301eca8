package dev.sluice.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.websocket.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections whose clients begin something and never finish it. */
class IdleConnectionTest {

  private static final int PATIENCE_MILLIS = 20_000;

  /** A WebSocket's handshake up to the middle. */
  private static Socket halfOpen(TestServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket
        .getOutputStream()
        .write(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void whoNeverEndsARequestIsClosed() throws Exception {
    try (TestServer server = TestServer.start("--keep-alive", "0.05");
        Socket socket = halfOpen(server)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aWebSocketOnWhichNothingIsSaidStaysOpenAsItAnswersPings() throws Exception {
    try (TestServer server = TestServer.start("--keep-alive", "0.2")) {
      TestClient quiet = TestClient.joined(server, "r", "quiet");
      // It has been idle for longer than the quiet one may be by the time that it is closed.
      try (Socket socket = halfOpen(server)) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }

      quiet.say("{'type':'ping','id':1}");

      assertThat(quiet.expect("pong").path("id").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aThousandOfThemLeaveRoomForThoseWhoMeanIt() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (TestServer server = TestServer.start()) {
      for (int i = 0; i < 1_000; i++) {
        sockets.add(halfOpen(server));
      }

      TestClient ada = TestClient.joined(server, "r", "ada");
      TestClient.joined(server, "r", "bob");

      assertThat(ada.expect("participant-joined").path("participant").path("id").asText())
          .isEqualTo("bob");
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}

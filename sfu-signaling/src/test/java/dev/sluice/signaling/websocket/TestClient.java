package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.peer.Offers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client that keeps what the server says, in order. */
public final class TestClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 10;

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private final WebSocket socket;
  private String resumeToken;
  private List<String> tracks = List.of();

  private TestClient(int httpPort, String... headers) {
    URI uri = URI.create("ws://127.0.0.1:" + httpPort + "/ws");
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket = builder.buildAsync(uri, new Listener()).join();
  }

  static TestClient connect(TestServer server) {
    return new TestClient(server.port());
  }

  /** One whose handshake carries a token. */
  static TestClient connect(TestServer server, String token) {
    return new TestClient(server.port(), "Authorization", "Bearer " + token);
  }

  /** One whose handshake carries these headers, given as name, value, name, value. */
  public static TestClient connectWithHeaders(TestServer server, String... headers) {
    return new TestClient(server.port(), headers);
  }

  /** One that has joined a room with a token. */
  static TestClient joinedWith(TestServer server, String room, String token) throws Exception {
    TestClient client = connect(server);
    client.say("{'type':'join','room':'%s','token':'%s'}".formatted(room, token));
    client.resumeToken = client.expect("joined").path("resume").asText();
    return client;
  }

  /** One that has joined a room. */
  public static TestClient joined(TestServer server, String room, String participant)
      throws Exception {
    return joined(server.port(), room, participant);
  }

  /** One that has joined a room of the server at this port. */
  public static TestClient joined(int httpPort, String room, String participant) throws Exception {
    TestClient client = new TestClient(httpPort);
    client.say(
        "{'type':'join','room':'%s','name':'%s','participant':'%s'}"
            .formatted(room, participant, participant));
    client.resumeToken = client.expect("joined").path("resume").asText();
    return client;
  }

  String resumeToken() {
    return resumeToken;
  }

  /** Publishes one video track. */
  public void publishCamera() throws Exception {
    publishCamera(Offers.offer().video("sendonly").sdp(), "[{'mid':'0','source':'camera'}]");
  }

  /** Publishes what an offer has, a camera first. */
  public void publishCamera(String sdp, String publish) throws Exception {
    JsonNode answer = offer(sdp, publish, "[]");
    tracks = answer.path("published").findValuesAsText("track");
  }

  /** Of the camera that was published first. */
  public List<String> tracks() {
    return tracks;
  }

  /** Sends a message in which ' stands for ". */
  public void say(String message) {
    sayExactly(message.replace('\'', '"'));
  }

  /** As {@link #say}; false where the server has closed the socket. */
  boolean trySay(String message) {
    try {
      say(message);
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  /** A ping of WebSocket's own; false once the socket is closed. */
  boolean tryPing() {
    try {
      socket.sendPing(ByteBuffer.allocate(0)).join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }

  void sayExactly(String text) {
    socket.sendText(text, true).join();
  }

  void sayBinary(byte[] data) {
    socket.sendBinary(ByteBuffer.wrap(data), true).join();
  }

  /** The next message; null if nothing comes. */
  JsonNode next() throws InterruptedException {
    return received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The next message, which must be of that type. */
  public JsonNode expect(String type) throws Exception {
    JsonNode message = next();
    if (message == null) {
      throw new AssertionError("nothing came, but expected was " + type);
    }
    if (!message.path("type").asText().equals(type)) {
      throw new AssertionError("expected was " + type + ", but came " + message);
    }
    return message;
  }

  /** The next message of that type; others that come before it are passed over. */
  public JsonNode await(String type) throws Exception {
    while (true) {
      JsonNode message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing more came, but expected was " + type);
      }
      if (message.path("type").asText().equals(type)) {
        return message;
      }
    }
  }

  /** That the next thing the server says is the answer to a ping: nothing came before. */
  public void expectNothing() throws Exception {
    say("{'type':'ping','id':999}");
    JsonNode pong = expect("pong");
    if (pong.path("id").asInt() != 999) {
      throw new AssertionError("another ping's answer: " + pong);
    }
  }

  /** Sends a whole offer and returns the answer. */
  public JsonNode offer(String sdp, String publish, String receive) throws Exception {
    sayOffer(sdp, publish, receive);
    return expect("answer");
  }

  public void sayOffer(String sdp, String publish, String receive) {
    sayExactly(
        JSON.createObjectNode()
            .put("type", "offer")
            .put("id", 77)
            .put("sdp", sdp)
            .putRawValue("publish", new RawValue(publish.replace('\'', '"')))
            .putRawValue("receive", new RawValue(receive.replace('\'', '"')))
            .toString());
  }

  void close(int code) {
    socket.sendClose(code, "").join();
  }

  /** As if the network had gone. */
  void drop() {
    socket.abort();
  }

  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private final class Listener implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closeCode.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closeCode.completeExceptionally(error);
    }
  }
}

package dev.sluice.signaling.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.admission.LimitCounters;
import dev.sluice.signaling.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/**
 * One WebSocket's sending half: messages in order, a bound on what waits for a slow reader, and the
 * pings that tell a dead socket from a quiet one. Control thread only.
 */
final class ClientSocket {

  /** Close codes of RFC 6455 section 7.4.1 and its registry, and some of our own. */
  static final short NORMAL = 1000;

  static final short GOING_AWAY = 1001;
  static final short UNSUPPORTED_DATA = 1003;
  static final short POLICY_VIOLATION = 1008;
  static final short MESSAGE_TOO_BIG = 1009;
  static final short TRY_AGAIN_LATER = 1013;
  static final short NO_SIGN_OF_LIFE = 4001;
  static final short TOO_MANY_MESSAGES = 4002;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Vertx vertx;
  private final LimitCounters counters;
  private final ServerWebSocket webSocket;
  private final int sendQueueBytes;
  private final long keepAliveTimer;
  private long queuedBytes;
  private boolean heard = true;
  private boolean open = true;
  private Runnable givenUp = () -> {};

  ClientSocket(SessionContext context, ServerWebSocket webSocket) {
    Settings.Limits limits = context.settings().limits();
    this.vertx = context.vertx();
    this.counters = context.admission().counters();
    this.webSocket = webSocket;
    this.sendQueueBytes = limits.sendQueueBytes();
    this.keepAliveTimer = vertx.setPeriodic(limits.keepAlive().toMillis(), timer -> pingOrGiveUp());
    webSocket.pongHandler(pong -> heard = true);
  }

  void send(ServerMessage message) {
    if (!open) {
      return;
    }
    String text = write(message);
    queuedBytes += text.length();
    if (queuedBytes > sendQueueBytes) {
      counters.count(Limit.SEND_QUEUE);
      close(TRY_AGAIN_LATER, "reading too slowly: resume from another socket");
      return;
    }
    webSocket.writeTextMessage(text).onComplete(done -> queuedBytes -= text.length());
  }

  /** Runs this when the server closes the socket by itself. */
  void onGivenUp(Runnable handler) {
    givenUp = handler;
  }

  /** Something has come from the client. */
  void heard() {
    heard = true;
  }

  void pauseReading() {
    webSocket.pause();
  }

  void continueReading() {
    if (open) {
      webSocket.resume();
    }
  }

  boolean isOpen() {
    return open;
  }

  /** Says farewell; completed when the client has answered, or at once where it can't. */
  Future<Void> close(short code, String reason) {
    if (!open) {
      return Future.succeededFuture();
    }
    closed();
    // A dead client never answers: whoever depends on it isn't kept waiting.
    givenUp.run();
    // Vert.x waits for an answer only from when the close frame has left, which it never does where
    // the client doesn't read. Unheard, such a client's connection idles, and is closed for that.
    webSocket.pause();
    return webSocket.close(code, reason);
  }

  /** The socket is closed: nothing is sent any more. */
  void closed() {
    open = false;
    vertx.cancelTimer(keepAliveTimer);
  }

  static String write(ServerMessage message) {
    try {
      return MAPPER.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every message can be written", e);
    }
  }

  private void pingOrGiveUp() {
    if (!heard) {
      close(NO_SIGN_OF_LIFE, "no answer to a ping");
      return;
    }
    heard = false;
    webSocket.writePing(Buffer.buffer());
  }
}

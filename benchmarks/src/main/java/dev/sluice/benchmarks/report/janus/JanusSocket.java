package dev.sluice.benchmarks.report.janus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One WebSocket to Janus: requests, and the answers that belong to them. Any thread. */
final class JanusSocket implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a server that is short of processor time keeps a client waiting. */
  private static final int ANSWER_SECONDS = 30;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final Map<String, CompletableFuture<JanusReply>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong transactions = new AtomicLong();
  private final WebSocket socket;

  /** The last message given to {@link #socket}, which takes one at a time. */
  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

  private JanusSocket(URI address) {
    socket =
        http.newWebSocketBuilder()
            .subprotocols("janus-protocol")
            .connectTimeout(CONNECT_TIMEOUT)
            .buildAsync(address, new Receiver())
            .join();
  }

  /**
   * Connects.
   *
   * @throws java.util.concurrent.CompletionException where nobody listens there
   */
  static JanusSocket open(URI address) {
    return new JanusSocket(address);
  }

  /**
   * Asks; completes with the answer, which for a plugin's requests is its event and not its
   * acknowledgement, or exceptionally where none comes.
   */
  CompletableFuture<JanusReply> ask(ObjectNode request) {
    String transaction = Long.toString(transactions.incrementAndGet());
    request.put("transaction", transaction);
    CompletableFuture<JanusReply> answer =
        new CompletableFuture<JanusReply>().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    waiting.put(transaction, answer);
    var _ = answer.whenComplete((reply, failure) -> waiting.remove(transaction));
    var _ =
        send(request.toString())
            .whenComplete(
                (sent, failure) -> {
                  if (failure != null) {
                    answer.completeExceptionally(failure);
                  }
                });
    return answer;
  }

  private synchronized CompletableFuture<?> send(String text) {
    CompletableFuture<?> sent =
        sending
            .handle((before, failure) -> null)
            .thenCompose(before -> socket.sendText(text, true));
    sending = sent;
    return sent;
  }

  private void onMessage(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Janus has sent something that is no JSON", e);
    }
    JanusReply reply = JanusReply.of(message);
    boolean answers =
        switch (reply) {
          case JanusReply.Acknowledgement a -> false;
          case JanusReply.Notice n -> false;
          case JanusReply.Success s -> true;
          case JanusReply.Event e -> true;
          case JanusReply.Failure f -> true;
        };
    CompletableFuture<JanusReply> asked = waiting.get(message.path("transaction").asText());
    if (answers && asked != null) {
      asked.complete(reply);
    }
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  private final class Receiver implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        String text = parts.toString();
        parts.setLength(0);
        onMessage(text);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      waiting.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }
}

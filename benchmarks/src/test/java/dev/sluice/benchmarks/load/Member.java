package dev.sluice.benchmarks.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Somebody who is in a room by WebSocket, and hears what the server says. */
final class Member implements WebSocket.Listener {

  private final CompletableFuture<String> joined = new CompletableFuture<>();
  private final CompletableFuture<String> draining = new CompletableFuture<>();
  private final StringBuilder message = new StringBuilder();
  private final WebSocket socket;

  private Member(HttpClient client, URI server) {
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://" + server.getAuthority() + "/ws"), this)
            .join();
  }

  /** Asks to be let in; {@link #joined} tells when that is done. */
  static Member join(HttpClient client, URI server, String room) {
    Member member = new Member(client, server);
    member.socket.sendText("{\"type\": \"join\", \"room\": \"" + room + "\"}", true).join();
    return member;
  }

  /** As a page does that is closed. */
  void leave() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  CompletableFuture<String> joined() {
    return joined;
  }

  /** What it is told when nobody new is let in any more. */
  CompletableFuture<String> draining() {
    return draining;
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      String text = message.toString();
      message.setLength(0);
      if (text.contains("\"type\":\"joined\"")) {
        joined.complete(text);
      } else if (text.contains("\"type\":\"server-draining\"")) {
        draining.complete(text);
      }
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable problem) {
    joined.completeExceptionally(problem);
    draining.completeExceptionally(problem);
  }
}

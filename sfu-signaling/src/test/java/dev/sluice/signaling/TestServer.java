package dev.sluice.signaling;

import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.http.OpenApiDocument;
import dev.sluice.signaling.metrics.Scrape;
import dev.sluice.signaling.peer.FakeMediaStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A server on a free port whose media is fake. */
public final class TestServer implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;
  private final FakeMediaStack media;

  private TestServer(Server server, FakeMediaStack media) {
    this.server = server;
    this.media = media;
  }

  /** Starts one with these flags besides. */
  public static TestServer start(String... flags) throws ServerStartException {
    return start(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_000)), flags);
  }

  /** Starts one whose media port is announced like this. */
  public static TestServer startAnnouncing(List<InetSocketAddress> addresses)
      throws ServerStartException {
    return start(addresses);
  }

  private static TestServer start(List<InetSocketAddress> addresses, String... flags)
      throws ServerStartException {
    List<String> arguments = new ArrayList<>(List.of("--http-port", "0"));
    arguments.addAll(List.of(flags));
    AtomicReference<FakeMediaStack> media = new AtomicReference<>();
    Server server =
        Server.start(
            Settings.read(arguments, Map.of()),
            (settings, control) -> {
              media.set(new FakeMediaStack(control, addresses));
              return media.get();
            });
    return new TestServer(server, media.get());
  }

  public FakeMediaStack media() {
    return media;
  }

  /** Completed when it was told to drain and may be closed. */
  public CompletableFuture<Void> drained() {
    return server.drained();
  }

  /** As if the server had been told to read its settings again, and these were the flags now. */
  public void use(String... flags) {
    server.use(Settings.read(List.of(flags), Map.of())).join();
  }

  public int port() {
    return server.httpPort();
  }

  public URI uri(String path) {
    return server.address().resolve(path);
  }

  /**
   * Sends a request whose headers are given as name, value, name, value; fails where the answer is
   * not as the OpenAPI document has it.
   */
  public HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    OpenApiDocument.packed().check(method, path, response);
    return response;
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  /** How often a limit has refused something, as {@code /metrics} has it. */
  public int refusals(String limit) throws Exception {
    return (int) Scrape.of(get("/metrics").body()).sum("sluice_refusals_total", "limit", limit);
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}

package dev.sluice.signaling.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signaling.Server;
import dev.sluice.signaling.ServerStartException;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.http.OpenApiDocument;
import dev.sluice.signaling.metrics.Scrape;
import dev.sluice.signaling.peer.MediaEngine;
import dev.sluice.signaling.peer.MediaStack;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole server on free ports, with real media. */
final class RunningServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server;

  private RunningServer(Server server) {
    this.server = server;
  }

  /** Starts one with these flags besides. */
  static RunningServer start(String... flags) {
    return start(0, 0, MediaEngine::open, flags);
  }

  /** Starts one on another media stack. */
  static RunningServer start(MediaStack.Opener media, String... flags) {
    return start(0, 0, media, flags);
  }

  private static RunningServer start(
      int httpPort, int mediaPort, MediaStack.Opener media, String... flags) {
    List<String> arguments =
        new ArrayList<>(List.of("--http-port", "" + httpPort, "--media-port", "" + mediaPort));
    arguments.addAll(List.of(flags));
    try {
      return new RunningServer(Server.start(Settings.read(arguments, Map.of()), media));
    } catch (ServerStartException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends this one, and starts another on the same ports. */
  RunningServer restart() {
    int httpPort = http().getPort();
    int mediaPort = mediaPort();
    close();
    return start(httpPort, mediaPort, MediaEngine::open);
  }

  /** Where the pages are; ends with a slash. */
  URI http() {
    return server.address();
  }

  int mediaPort() {
    return server.mediaPort();
  }

  /** What {@code /api/v1/rooms} and below answer; missing where there is no such room. */
  JsonNode api(String path) {
    HttpResponse<String> response = get("api/v1/" + path);
    OpenApiDocument.packed().check("GET", "/api/v1/" + path, response);
    try {
      return response.statusCode() == 200 ? JSON.readTree(response.body()) : JSON.missingNode();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code /metrics} answers. */
  Scrape metrics() {
    return Scrape.of(get("metrics").body());
  }

  private HttpResponse<String> get(String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(http().resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What is reachable on the heap of this process, which is the server's and the test's. */
  static long usedHeapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}

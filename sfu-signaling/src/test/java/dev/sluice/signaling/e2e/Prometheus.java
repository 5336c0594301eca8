package dev.sluice.signaling.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Prometheus with the configuration of {@code docker/}, but that it asks another server. */
final class Prometheus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI api;

  private Prometheus(Process process, URI api) {
    this.process = process;
    this.api = api;
  }

  /**
   * Aborts the test where none is installed.
   *
   * @param server what is asked, each second
   * @param folder for its files
   */
  static Prometheus start(URI server, Path folder) throws IOException {
    Path shipped =
        Path.of("").toAbsolutePath().getParent().resolve("docker/prometheus/prometheus.yml");
    Path configuration =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            Files.readString(shipped)
                .replace("scrape_interval: 5s", "scrape_interval: 1s")
                .replace("sluice:8080", server.getAuthority()));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try {
      return new Prometheus(
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + configuration,
                  "--storage.tsdb.path=" + folder.resolve("series"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start(),
          URI.create("http://127.0.0.1:" + port + "/api/v1/"));
    } catch (IOException e) {
      return abort("there is no Prometheus (on Debian: apt-get install prometheus): " + e);
    }
  }

  /**
   * What it answers now.
   *
   * @return an array with a series each; empty also while it is still starting
   * @throws IllegalArgumentException where it says that this is no query
   */
  JsonNode query(String expression) {
    URI uri = api.resolve("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 200 -> JSON.readTree(response.body()).path("data").path("result");
        case 503 -> JSON.createArrayNode();
        default -> throw new IllegalArgumentException(expression + ": " + response.body());
      };
    } catch (ConnectException e) {
      if (!process.isAlive()) {
        throw new IllegalStateException("Prometheus has ended", e);
      }
      return JSON.createArrayNode();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    client.close();
  }
}

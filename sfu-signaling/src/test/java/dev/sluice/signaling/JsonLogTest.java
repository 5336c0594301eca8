package dev.sluice.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.signaling.peer.Offers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as it is deployed, with the JVM's options of the image, whose log a machine reads. */
class JsonLogTest {

  private static final Pattern READY = Pattern.compile("Sluice .* ready: (http://\\S+/) .*");
  private static final int PATIENCE_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyLineOfTheLogIsJsonWithTheIdsInFieldsOfTheirOwn() throws Exception {
    Path log = folder.resolve("log");
    Process process = start(log);
    try (HttpClient http = HttpClient.newHttpClient()) {
      Matcher ready = READY.matcher(process.inputReader().readLine());
      assertThat(ready.matches()).isTrue();
      publishAndLeave(http, URI.create(ready.group(1)));
      process.destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      assertThat(line).startsWith("{").endsWith("}");
      lines.add((ObjectNode) JSON.readTree(line));
    }
    assertThat(lines)
        .anySatisfy(
            line -> {
              assertThat(line.path("formattedMessage").asText()).startsWith("ada joined room hall");
              assertThat(field(line, "room")).isEqualTo("hall");
              assertThat(field(line, "participant")).isEqualTo("ada");
            })
        .anySatisfy(
            line -> {
              assertThat(line.path("loggerName").asText()).isEqualTo("dev.sluice.connections");
              assertThat(field(line, "room")).isEqualTo("hall");
              assertThat(field(line, "participant")).isEqualTo("ada");
              assertThat(field(line, "connection")).isEqualTo("c-1");
            });
  }

  private static Process start(Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("src/main/distribution/jvm.options").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--http-port", "0", "--media-port", "0"));
    command.addAll(List.of("--log-format", "json"));
    return new ProcessBuilder(command).redirectError(log.toFile()).start();
  }

  private static void publishAndLeave(HttpClient http, URI server) throws Exception {
    HttpResponse<String> joined =
        http.send(
            HttpRequest.newBuilder(server.resolve("whip/hall/ada"))
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString(Offers.offer().audio("sendonly").sdp()))
                .build(),
            BodyHandlers.ofString());
    assertThat(joined.statusCode()).isEqualTo(201);
    URI session = server.resolve(joined.headers().firstValue("Location").orElseThrow());
    http.send(HttpRequest.newBuilder(session).DELETE().build(), BodyHandlers.discarding());
  }

  /** One of the pairs besides the sentence. */
  private static String field(JsonNode line, String name) {
    for (JsonNode pair : line.path("kvpList")) {
      if (pair.has(name)) {
        return pair.path(name).asText();
      }
    }
    return "";
  }
}

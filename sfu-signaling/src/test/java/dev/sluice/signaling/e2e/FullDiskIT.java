package dev.sluice.signaling.e2e;

import static dev.sluice.signaling.e2e.LibWebRtcIT.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.signaling.LogLines;
import dev.sluice.signaling.metrics.Scrape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A disk that fills up while a room is captured ends the capture, and the room loses nothing. */
@Isolated
final class FullDiskIT {

  @TempDir private Path folder;

  private SmallDisk disk;

  @BeforeEach
  void mount() {
    try {
      disk = SmallDisk.mount(folder);
    } catch (IOException e) {
      abort("A disk that is soon full takes root, to mount a file system in memory: " + e);
    }
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void theCaptureFailsTheRoomGoesOnAndAnotherCaptureBeginsWhereThereIsRoom() throws Exception {
    try (LogLines log = new LogLines("dev.sluice.signaling.capture");
        RunningServer server =
            RunningServer.start(
                "--capture", folder.toString(), "--capture-stages", "received,decrypted,sent");
        var publisher =
            new LibWebRtcPublisher(
                server.http().resolve("whip/hall/ada"), 320, 240, 30, UnaryOperator.identity())) {
      publisher.peer().awaitConnected();
      try (var viewer =
          new LibWebRtcViewer(server.http().resolve("whep/hall/ada"), UnaryOperator.identity())) {
        await("some pictures", () -> viewer.decodedFrames() >= 10);
        long lostBefore = lost(server, viewer);

        await("the disk to be full", () -> state(server).equals("failed"));
        assertThat(capture(server).path("failure").asText()).contains("No space left on device");
        await(
            "a line in the log", () -> log.with("The capture of room hall has failed").size() == 1);
        assertThat(log.with("The capture of room hall has failed").getFirst())
            .contains("No space left on device");
        assertThat(scrape(server).sum("sluice_captures_failed_total")).isEqualTo(1);

        long seen = viewer.decodedFrames();
        await("the room to go on", () -> viewer.decodedFrames() >= seen + 30);
        assertThat(lost(server, viewer)).as("packets of the room lost").isEqualTo(lostBefore);

        disk.grow();
        assertThat(begin(server)).isEqualTo(201);
        await("what is captured anew", () -> capture(server).path("packets").asLong() > 100);
        assertThat(state(server)).isEqualTo("capturing");
        assertThat(lost(server, viewer)).as("packets of the room lost").isEqualTo(lostBefore);
      }
    }
  }

  private static JsonNode capture(RunningServer server) {
    return server.api("rooms/hall/capture");
  }

  private static String state(RunningServer server) {
    return capture(server).path("state").asText();
  }

  private static int begin(RunningServer server) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(server.http().resolve("api/v1/rooms/hall/capture"))
            .POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  private static Scrape scrape(RunningServer server) throws IOException, InterruptedException {
    URI metrics = server.http().resolve("metrics");
    return Scrape.of(send(HttpRequest.newBuilder(metrics)).body());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** On the way to the server, and on the way to the viewer. */
  private static long lost(RunningServer server, LibWebRtcViewer viewer) {
    long lost = 0;
    for (JsonNode publication : server.api("rooms/hall/participants/ada").path("publications")) {
      lost += publication.path("statistics").path("lost").asLong();
    }
    return lost + ((Number) viewer.videoStatistics().get("packetsLost")).longValue();
  }
}

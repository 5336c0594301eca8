package dev.sluice.signaling.e2e;

import static dev.sluice.signaling.e2e.LibWebRtcIT.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signaling.metrics.Scrape;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard asks Prometheus for, a server with media shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardIT {

  private static final Path DASHBOARD =
      Path.of("").toAbsolutePath().getParent().resolve("docker/grafana/dashboards/sluice.json");

  /** Prometheus adds these itself. */
  private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

  /** A metric with, where there is one, what stands in its braces. */
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:sluice|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)})?");

  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|=)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

  private RunningServer server;
  private LibWebRtcPublisher publisher;
  private LibWebRtcViewer viewer;

  @BeforeAll
  void fillARoom() throws IOException, InterruptedException {
    server = RunningServer.start();
    publisher =
        new LibWebRtcPublisher(
            server.http().resolve("whip/hall/ada"), 160, 120, 10, UnaryOperator.identity());
    publisher.peer().awaitConnected();
    viewer = new LibWebRtcViewer(server.http().resolve("whep/hall/ada"), UnaryOperator.identity());
    await("some pictures", () -> viewer.decodedFrames() >= 10);
    await("the room's bitrate", () -> scrape().sum("sluice_room_send_bits_per_second") > 0);
    await(
        "what the viewer's network carries",
        () -> scrape().sum("sluice_room_lowest_estimate_bits_per_second") > 0);
  }

  @AfterAll
  void emptyIt() {
    if (viewer != null) {
      viewer.close();
    }
    if (publisher != null) {
      publisher.close();
    }
    server.close();
  }

  @Test
  void everyMetricAndLabelOfTheDashboardExists() throws Exception {
    Scrape scrape = scrape();
    List<String> missing = new ArrayList<>();
    for (JsonNode target : targets()) {
      String expression = target.path("expr").asText();
      Set<String> labels = new HashSet<>(OF_THE_TARGET);
      Matcher metric = METRIC.matcher(expression);
      while (metric.find()) {
        check(scrape, metric.group(1), metric.group(2), missing);
        labels.addAll(scrape.labelNames(metric.group(1)));
      }
      labelsUsed(expression, target.path("legendFormat").asText()).stream()
          .filter(label -> !labels.contains(label))
          .forEach(label -> missing.add(label + " in " + expression));
    }

    assertThat(missing).isEmpty();
  }

  /** The queries say themselves which answer nothing while nothing is wrong: {@code > 0}. */
  @Test
  void prometheusAnswersEveryQueryOfTheDashboard(@TempDir Path folder) throws Exception {
    try (Prometheus prometheus = Prometheus.start(server.http(), folder)) {
      for (JsonNode target : targets()) {
        String query =
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "4s")
                .replace("$instance", ".*");
        await(query, () -> !prometheus.query(query).isEmpty() || query.endsWith(" > 0"));
      }
    }
  }

  @Test
  void mediaThatFlowsIsSeenInTheNumbers() {
    Scrape scrape = scrape();

    assertThat(scrape.sum("sluice_media_packets_total", "direction", "received")).isPositive();
    assertThat(scrape.sum("sluice_media_packets_total", "direction", "sent")).isPositive();
    assertThat(scrape.sum("sluice_media_keyframes_total", "direction", "sent")).isPositive();
    assertThat(scrape.sum("sluice_room_send_bits_per_second", "room", "hall")).isPositive();
    assertThat(scrape.sum("sluice_subscription_states", "state", "forwarding")).isEqualTo(1);
    assertThat(scrape.sum("sluice_estimate_bits_per_second_gcount")).isEqualTo(1);
    assertThat(scrape.sum("sluice_room_narrowed_subscriptions", "room", "hall")).isZero();
    assertThat(scrape.sum("sluice_loop_cpu_seconds_total")).isPositive();
    assertThat(scrape.sum("sluice_loop_lateness_seconds_count")).isPositive();
    assertThat(scrape.sum("sluice_loop_connections")).isEqualTo(2);
    assertThat(scrape.sum("sluice_join_duration_seconds_count")).isEqualTo(2);
    assertThat(scrape.sum("sluice_metrics_unanswered_connections")).isZero();
  }

  private static List<JsonNode> targets() throws IOException {
    List<JsonNode> targets =
        new ObjectMapper()
            .readTree(DASHBOARD.toFile()).findValues("targets").stream()
                .flatMap(JsonNode::valueStream)
                .toList();
    assertThat(targets).hasSizeGreaterThan(30);
    return targets;
  }

  private Scrape scrape() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return Scrape.of(
          client
              .send(
                  HttpRequest.newBuilder(server.http().resolve("metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A value that is matched exactly must exist too: a misspelt one shows an empty graph. */
  private static void check(Scrape scrape, String metric, String braces, List<String> missing) {
    if (scrape.samples(metric).isEmpty()) {
      missing.add(metric);
      return;
    }
    Matcher label = MATCHER.matcher(braces == null ? "" : braces);
    while (label.find()) {
      String name = label.group(1);
      String value = label.group(3);
      boolean found =
          OF_THE_TARGET.contains(name)
              || scrape.samples(metric).stream()
                  .anyMatch(sample -> value.equals(sample.labels().get(name)));
      if (!found) {
        missing.add(metric + "{" + label.group() + "}");
      }
    }
  }

  private static Set<String> labelsUsed(String expression, String legend) {
    Set<String> used = new HashSet<>();
    Matcher grouping = GROUPING.matcher(expression);
    while (grouping.find()) {
      used.addAll(List.of(grouping.group(1).split("\\s*,\\s*", -1)));
    }
    Matcher shown = LEGEND.matcher(legend);
    while (shown.find()) {
      used.add(shown.group(1));
    }
    return used;
  }
}

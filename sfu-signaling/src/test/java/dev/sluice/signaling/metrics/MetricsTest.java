package dev.sluice.signaling.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.congestion.EstimateLimit;
import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.LayerReason;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.signaling.TestServer;
import dev.sluice.signaling.admission.Limit;
import dev.sluice.signaling.capture.CaptureCounters.Miss;
import dev.sluice.signaling.peer.ConnectionFailure;
import dev.sluice.signaling.peer.ConnectionOutcome;
import dev.sluice.signaling.peer.ConnectionTotals;
import dev.sluice.signaling.peer.Offers;
import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start("--join-rate", "1000");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theTextIsPrometheusOwn() throws Exception {
    HttpResponse<String> response = server.get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(Scrape.of(response.body()).sum("sluice_build_info")).isEqualTo(1);
  }

  @Test
  void whoAsksForOpenMetricsGetsIt() throws Exception {
    HttpResponse<String> response =
        server.send("GET", "/metrics", "", "Accept", "application/openmetrics-text; version=1.0.0");

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(response.body()).endsWith("# EOF\n");
  }

  @Test
  void everyReasonIsThereBeforeItOccurs() throws Exception {
    Scrape scrape = scrape();

    assertThat(scrape.samples("sluice_media_drops_total")).hasSize(DropReason.values().length);
    assertThat(scrape.samples("sluice_srtp_drops_total")).hasSize(SrtpDrop.values().length);
    assertThat(scrape.samples("sluice_connections_failed_total"))
        .hasSize(ConnectionFailure.values().length);
    assertThat(scrape.samples("sluice_connections_closed_total"))
        .hasSize(CloseReason.values().length);
    assertThat(scrape.samples("sluice_refusals_total")).hasSize(Limit.values().length);
    assertThat(scrape.samples("sluice_load_ratio")).hasSize(2);
    assertThat(scrape.samples("sluice_webhook_events_lost_total")).hasSize(1);
    assertThat(scrape.samples("sluice_capture_packets_missed_total")).hasSize(Miss.values().length);
    assertThat(scrape.samples("sluice_capture_files_deleted_total")).hasSize(1);
    assertThat(scrape.samples("sluice_captures_failed_total")).hasSize(1);
    assertThat(scrape.samples("sluice_estimate_limits")).hasSize(EstimateLimit.values().length);
    assertThat(scrape.samples("sluice_subscription_layers"))
        .hasSize(MediaKind.values().length * LayerReason.values().length);
  }

  @Test
  void whoIsThereIsCounted() throws Exception {
    offer("/whip/r/ada", "sendonly");
    offer("/whep/r/ada", "recvonly");
    server.media().connections().getFirst().connect();

    Scrape scrape = scrape();
    assertThat(scrape.sum("sluice_rooms")).isEqualTo(1);
    assertThat(scrape.sum("sluice_participants")).isEqualTo(1);
    assertThat(scrape.sum("sluice_viewers")).isEqualTo(1);
    assertThat(scrape.sum("sluice_publications", "kind", "video")).isEqualTo(1);
    assertThat(scrape.sum("sluice_subscriptions", "kind", "audio")).isEqualTo(1);
    assertThat(scrape.sum("sluice_connections", "state", "connected")).isEqualTo(1);
    assertThat(scrape.sum("sluice_connections", "state", "connecting")).isEqualTo(1);
    assertThat(scrape.sum("sluice_connection_paths", "protocol", "udp", "ip", "4")).isEqualTo(1);
    assertThat(scrape.sum("sluice_join_duration_seconds_count")).isEqualTo(1);
  }

  @Test
  void whatAViewersNetworkCarriesIsSeenAndWhatLimitsIt() throws Exception {
    offer("/whip/r/ada", "sendonly");
    offer("/whep/r/ada", "recvonly");
    assertThat(scrape().sum("sluice_estimate_limits", "limit", "start")).isEqualTo(1);
    assertThat(scrape().sum("sluice_estimate_bits_per_second_gcount")).isZero();
    assertThat(scrape().samples("sluice_room_lowest_estimate_bits_per_second")).isEmpty();

    server.media().connections().getLast().estimate(90_000);

    Scrape scrape = scrape();
    assertThat(scrape.sum("sluice_estimate_limits", "limit", "remb")).isEqualTo(1);
    assertThat(scrape.sum("sluice_estimate_limits")).isEqualTo(1);
    assertThat(scrape.sum("sluice_estimate_bits_per_second_bucket", "le", "50000.0")).isZero();
    assertThat(scrape.sum("sluice_estimate_bits_per_second_bucket", "le", "100000.0")).isEqualTo(1);
    assertThat(scrape.sum("sluice_estimate_bits_per_second_gsum")).isEqualTo(90_000);
    assertThat(scrape.sum("sluice_room_lowest_estimate_bits_per_second", "room", "r"))
        .isEqualTo(90_000);
    assertThat(scrape.sum("sluice_pacer_queue_bytes")).isZero();
    assertThat(scrape.sum("sluice_pacer_longest_wait_seconds")).isZero();
  }

  @Test
  void whatAViewerGetsIsSeenAndWhy() throws Exception {
    offer("/whip/r/ada", "sendonly");
    offer("/whep/r/ada", "recvonly");
    server.media().connections().getFirst().video(100);

    Scrape scrape = scrape();
    assertThat(scrape.sum("sluice_subscription_states", "kind", "video", "state", "forwarding"))
        .isEqualTo(1);
    assertThat(scrape.sum("sluice_subscription_states")).isEqualTo(2);
    assertThat(scrape.sum("sluice_subscription_layers", "kind", "video", "reason", "only-one"))
        .isEqualTo(1);
    assertThat(scrape.sum("sluice_subscription_layers")).isEqualTo(2);
  }

  @Test
  void whatIsNowEndsWithItsConnection() throws Exception {
    offer("/whip/r/ada", "sendonly");
    offer("/whep/r/ada", "recvonly");
    server.media().connections().getLast().estimate(100_000);
    assertThat(scrape().sum("sluice_estimate_limits")).isEqualTo(1);

    server.media().connections().getLast().fail(CloseReason.LOCAL);

    assertThat(scrape().sum("sluice_estimate_limits")).isZero();
    assertThat(scrape().sum("sluice_subscription_layers")).isZero();
    assertThat(scrape().sum("sluice_estimate_bits_per_second_gcount")).isZero();
  }

  @Test
  void whatAnEndedConnectionCountedIsNotLost() throws Exception {
    offer("/whip/r/ada", "sendonly");
    byte[] noRtp = new byte[20];
    server.media().connections().getFirst().receive(noRtp);
    assertThat(scrape().sum("sluice_media_drops_total", "reason", "malformed")).isEqualTo(1);

    server.media().connections().getFirst().fail(CloseReason.LOCAL);

    Scrape after = scrape();
    assertThat(after.sum("sluice_connections_closed_total", "reason", "local")).isEqualTo(1);
    assertThat(after.sum("sluice_connections")).isZero();
    assertThat(after.sum("sluice_media_drops_total", "reason", "malformed")).isEqualTo(1);
  }

  @Test
  void aConnectionThatFailedIsCountedByTheStep() throws Exception {
    offer("/whip/r/ada", "sendonly");
    server
        .media()
        .connections()
        .getFirst()
        .fail(
            new ConnectionOutcome(
                CloseReason.NEVER_CONNECTED,
                Optional.of(ConnectionFailure.ICE_NO_CHECKS),
                "",
                ConnectionTotals.none()));

    assertThat(scrape().sum("sluice_connections_failed_total", "cause", "ice-no-checks"))
        .isEqualTo(1);
  }

  @Test
  void whatALimitRefusedIsCounted() throws Exception {
    try (TestServer strict = TestServer.start("--max-rooms", "1")) {
      String sdp = Offers.offer().audio("sendonly").sdp();
      strict.send("POST", "/whip/first/ada", sdp, "Content-Type", "application/sdp");
      strict.send("POST", "/whip/second/ada", sdp, "Content-Type", "application/sdp");

      Scrape scrape = Scrape.of(strict.get("/metrics").body());
      assertThat(scrape.sum("sluice_refusals_total", "limit", "rooms")).isEqualTo(1);
      assertThat(scrape.sum("sluice_refusals_total")).isEqualTo(1);
    }
  }

  @Test
  void whatCapturesDoWithoutIsCounted(@TempDir Path folder) throws Exception {
    Path old = Files.write(folder.resolve("sluice-old-1.pcapng"), new byte[1 << 20]);
    try (TestServer capturing =
        TestServer.start(
            "--capture",
            folder.toString(),
            "--capture-file-size",
            "1048576",
            "--capture-total-size",
            "1048576")) {
      String sdp = Offers.offer().audio("sendonly").sdp();
      capturing.send("POST", "/whip/r/ada", sdp, "Content-Type", "application/sdp");
      capturing.send("DELETE", "/api/v1/rooms/r/capture", "");

      assertThat(old).doesNotExist();
      assertThat(
              Scrape.of(capturing.get("/metrics").body()).sum("sluice_capture_files_deleted_total"))
          .isEqualTo(1);
    }
  }

  @Test
  void howManySeriesThereAreDoesNotDependOnHowManyRoomsThereAre() throws Exception {
    for (int i = 0; i < 25; i++) {
      offer("/whip/room" + i + "/ada", "sendonly");
    }

    Scrape scrape = scrape();
    assertThat(scrape.sum("sluice_rooms")).isEqualTo(25);
    assertThat(scrape.samples("sluice_room_connections")).hasSize(20);
    assertThat(scrape.labelNames("sluice_room_connections")).isEqualTo(Set.of("room"));
  }

  @Test
  void theJvmAndTheProcessAreShown() throws Exception {
    Scrape scrape = scrape();

    assertThat(scrape.samples("jvm_gc_collection_seconds_count")).isNotEmpty();
    assertThat(scrape.sum("jvm_memory_used_bytes", "area", "heap")).isPositive();
    assertThat(scrape.sum("process_cpu_seconds_total")).isPositive();
  }

  private Scrape scrape() throws Exception {
    return Scrape.of(server.get("/metrics").body());
  }

  private void offer(String path, String direction) throws Exception {
    String sdp = Offers.offer().audio(direction).video(direction).sdp();
    assertThat(server.send("POST", path, sdp, "Content-Type", "application/sdp").statusCode())
        .isEqualTo(201);
  }
}

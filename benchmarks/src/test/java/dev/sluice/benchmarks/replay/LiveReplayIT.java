package dev.sluice.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientPeer;
import dev.sluice.benchmarks.load.client.ClientTerms;
import dev.sluice.benchmarks.load.client.JoinListener;
import dev.sluice.benchmarks.load.measure.ReceptionCounters;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.WhipWhep;
import dev.sluice.benchmarks.replay.live.CapturedSenders;
import dev.sluice.benchmarks.replay.live.LiveOptions;
import dev.sluice.benchmarks.replay.live.LiveReplay;
import dev.sluice.benchmarks.replay.live.LiveReport;
import dev.sluice.benchmarks.replay.live.LiveTarget;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.signaling.Server;
import dev.sluice.signaling.ServerStartException;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.MediaEngine;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A capture played into a whole server in this process. */
@Timeout(120)
final class LiveReplayIT {

  private static final String KEY = "example:a-secret-that-is-long-enough-for-tests";

  private Server server;

  private void start(String... settings) throws ServerStartException {
    List<String> all = new ArrayList<>(List.of("--http-port", "0", "--media-port", "0"));
    all.addAll(List.of(settings));
    server = Server.start(Settings.read(all, Map.of()), MediaEngine::open);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void aViewerGetsWhatWasCaptured() throws Exception {
    start();
    Recording recording = RecordingReader.read(List.of(capture()), RecordingOptions.NONE);
    try (Audience audience = new Audience(server.address().toString())) {
      LiveReport report =
          LiveReplay.run(
              CapturedSenders.of(recording),
              LiveTarget.parse(server.address().toString(), Optional.empty()),
              new LiveOptions(Optional.of("again"), 4, 0),
              line -> {
                if (!line.startsWith("joining")) {
                  audience.look();
                }
              });

      assertThat(report.interrupted()).isTrue();
      assertThat(report.publishers().getFirst().statistics().packets()).isPositive();
      ReceptionCounters received = audience.counters();
      assertThat(received.decrypted).isPositive();
      assertThat(received.forged).isZero();
      assertThat(received.frames).isPositive();
    }
  }

  @Test
  void theCommandPlaysAllOfItAndLeaves() throws Exception {
    start();

    Commands.Result result =
        Commands.replay("--to", server.address(), "--speed", "20", "--times", "2", capture());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("studio in demo: 486 packets, ");
    assertThat(rooms()).isEqualTo("{\"rooms\":[]}");
  }

  @Test
  void aServerThatWantsATokenSaysSo() throws Exception {
    start("--key", KEY);

    Commands.Result result =
        Commands.replay("--to", server.address(), "--token", "wrong", capture());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("/whip/demo/studio answered with 401: ");
  }

  private String rooms() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest get =
          HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/rooms")).build();
      return http.send(get, BodyHandlers.ofString()).body();
    }
  }

  private static Path capture() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(LiveReplayIT.class.getResource("chromium-vp8-lossy.pcapng"))
            .toURI());
  }

  /** Somebody who looks at the replay by WHEP, and has seen enough after some frames. */
  private static final class Audience implements AutoCloseable, JoinListener {

    private static final int ENOUGH_FRAMES = 5;

    private final ClientLoop loop = new ClientLoop("audience", true);
    private final Signaling signaling;
    private boolean invited;
    private volatile String failure;

    Audience(String server) {
      signaling = new WhipWhep("", server + "/whep/{room}/{participant}", Optional.empty());
    }

    /** The replay's own thread, once a second. */
    void look() {
      if (!invited) {
        invited = true;
        var _ =
            ClientPeer.viewer(loop, terms(), this, Optional.empty())
                .thenCompose(peer -> signaling.play("again", "studio", peer))
                .whenComplete(
                    (session, refusal) -> {
                      if (refusal != null) {
                        onFailed(refusal.getMessage());
                      }
                    });
      } else if (failure != null || counters().frames >= ENOUGH_FRAMES) {
        Thread.currentThread().interrupt();
      }
    }

    private static ClientTerms terms() {
      return new ClientTerms(
          DtlsCertificate.generate(),
          Arrays.asList(SrtpProfile.values()),
          InetAddress.getLoopbackAddress(),
          true,
          true,
          Duration.ofMillis(100),
          1);
    }

    ReceptionCounters counters() {
      assertThat(failure).isNull();
      return loop.ask(
              () -> {
                ReceptionCounters copy = new ReceptionCounters();
                loop.counters().addTo(copy);
                return copy;
              })
          .join();
    }

    @Override
    public void onAnswered(long nanos) {}

    @Override
    public void onConnected(long nanos) {}

    @Override
    public void onFirstMedia(long nanos) {}

    @Override
    public void onFailed(String sentence) {
      failure = sentence;
    }

    @Override
    public void close() {
      loop.close();
      signaling.close();
    }
  }
}

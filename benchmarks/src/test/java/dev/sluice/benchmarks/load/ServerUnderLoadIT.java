package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.benchmarks.load.LoadPlan.Crowd;
import dev.sluice.benchmarks.load.LoadPlan.Media;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadPlan.Shape;
import dev.sluice.benchmarks.load.LoadPlan.Target;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's process that is told to end, or has too much to do, while hundreds are in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ServerUnderLoadIT {

  /** What a shell says of a process that SIGTERM has ended. */
  private static final int TERMINATED = 128 + 15;

  /** Several times what is done in it. */
  private static final int DRAIN_SECONDS = 6;

  private static final int ROOMS = 20;
  private static final int VIEWERS = 200;
  private static final int MEMBERS = 100;
  private static final int PATIENCE_SECONDS = 30;

  /** Of one loop: several times what an idle server needs, and a part of what all these take. */
  private static final int MAX_CPU_PERCENT = 10;

  /** Asking takes CPU time too. */
  private static final int POLL_MILLIS = 250;

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private ServerProcess server;

  @AfterEach
  void stop() {
    http.shutdownNow();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void hundredsGoOnUndisturbedOnAServerThatIsToldToEndUntilItsTimeIsOverAndAllHearThat()
      throws Exception {
    server = ServerProcess.start(folder, "--drain-timeout", "" + DRAIN_SECONDS);
    List<Member> members = members();
    try (LoadTest load = LoadTest.open(plan(100_000), line -> {})) {
      load.viewers(VIEWERS);

      server.terminate();

      assertThat(all(members, Member::draining))
          .hasSize(MEMBERS)
          .allMatch(message -> message.contains("\"endsInSeconds\":" + DRAIN_SECONDS));
      HttpResponse<String> refused = newcomer();
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertUndisturbed(load.measure());
      // They do as they are told, and those who have no WebSocket stay.
      members.forEach(Member::leave);
      assertThat(server.awaitEnd()).isEqualTo(TERMINATED);
      await(
          () ->
              load.failures()
                  .equals(List.of(ROOMS + VIEWERS + " × the server closed the connection")),
          load::failures);
    }
    assertThat(server.log())
        .filteredOn(line -> line.matches(".* connection c-\\d+ .* closed after \\d+ s: LOCAL"))
        .hasSize(ROOMS + VIEWERS);
    assertThat(server.log())
        .filteredOn(line -> line.matches(".* left room \\S+: \\w+"))
        .hasSize(ROOMS + VIEWERS + MEMBERS)
        .filteredOn(line -> line.endsWith(": LEFT"))
        .hasSize(MEMBERS);
    assertThat(server.log()).noneMatch(line -> line.matches("\\S+ (WARN|ERROR) .*"));
  }

  @Test
  void aServerThatIsBusyBeyondItsLimitTakesNobodyNewUntilItIsLess() throws Exception {
    Path settings = Files.writeString(folder.resolve("sluice.yml"), "max-cpu: 0\n");
    server = ServerProcess.start(folder, "--loops", "1", "--config", settings.toString());
    try (LoadTest load = LoadTest.open(plan(500_000), line -> {})) {
      load.viewers(VIEWERS);
      Files.writeString(settings, "max-cpu: %d\n".formatted(MAX_CPU_PERCENT));

      server.reload();

      await(() -> newcomer().statusCode() == 503, this::newcomer);
      HttpResponse<String> refused = newcomer();
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("\"overloaded\"", "max-cpu");
      double refusals = cpuRefusals();
      assertThatExceptionOfType(LoadException.class)
          .isThrownBy(() -> load.viewers(VIEWERS + 10))
          .withMessageContaining("answered with 503");
      assertThat(cpuRefusals()).isEqualTo(refusals + 10);
      assertThat(load.viewers()).isEqualTo(VIEWERS);
      assertUndisturbed(load.measure());
    }

    await(() -> newcomer().statusCode() != 503, this::newcomer);
  }

  private static void assertUndisturbed(LoadResult result) {
    assertThat(result.load().viewers()).isEqualTo(VIEWERS);
    assertThat(result.packets()).isPositive();
    assertThat(result.loss().starvedViewers()).isZero();
    assertThat(result.loss().lost()).isZero();
  }

  /** In as many rooms as there are, besides those who publish and view. */
  private List<Member> members() {
    List<Member> members =
        IntStream.range(0, MEMBERS)
            .mapToObj(n -> Member.join(http, server.address(), "members-" + n % ROOMS))
            .toList();
    assertThat(all(members, Member::joined)).hasSize(MEMBERS);
    return members;
  }

  private static <T> List<T> all(
      List<Member> members, Function<Member, CompletableFuture<T>> heard) {
    return members.stream()
        .map(heard)
        .map(news -> news.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
        .toList();
  }

  /** What somebody is answered with who wants to see what isn't there: 404 where they may enter. */
  private HttpResponse<String> newcomer() throws IOException, InterruptedException {
    String offer =
        """
        v=0\r
        o=- 1 1 IN IP4 127.0.0.1\r
        s=-\r
        t=0 0\r
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r
        c=IN IP4 0.0.0.0\r
        a=rtpmap:111 opus/48000/2\r
        """;
    return http.send(
        HttpRequest.newBuilder(server.address().resolve("whep/r/nobody"))
            .header("Content-Type", "application/sdp")
            .POST(BodyPublishers.ofString(offer))
            .build(),
        BodyHandlers.ofString());
  }

  private double cpuRefusals() throws IOException, InterruptedException {
    String metric = "sluice_refusals_total{limit=\"cpu\"} ";
    return http.send(
            HttpRequest.newBuilder(server.address().resolve("metrics")).build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(metric))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length())))
        .findFirst()
        .orElseThrow();
  }

  private static void await(Callable<Boolean> condition, Callable<?> shown) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      assertThat(System.nanoTime() - deadline).as("%s", shown.call()).isNegative();
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** In each room one who publishes, and as many who view. */
  private LoadPlan plan(long videoBitrateBps) {
    return LoadPlan.DEFAULT
        .withTarget(Target.sluice(server.address().toString()))
        .withCrowd(new Crowd(Shape.FAN_OUT, ROOMS, 1, VIEWERS / ROOMS))
        .withMedia(new Media(videoBitrateBps, 30, Optional.empty(), false, Optional.empty(), false))
        .withPace(new Pace(200, Duration.ZERO, Duration.ofSeconds(1)))
        .withServerPid(OptionalLong.of(server.pid()));
  }
}

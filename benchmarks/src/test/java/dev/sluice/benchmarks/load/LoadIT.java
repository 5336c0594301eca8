package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.benchmarks.load.LoadPlan.Crowd;
import dev.sluice.benchmarks.load.LoadPlan.Media;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadPlan.Shape;
import dev.sluice.benchmarks.load.LoadPlan.Target;
import dev.sluice.benchmarks.load.signaling.Negotiation;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.WhipWhep;
import dev.sluice.signaling.Server;
import dev.sluice.signaling.ServerStartException;
import dev.sluice.signaling.config.Settings;
import dev.sluice.signaling.peer.MediaEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The load generator against a whole server in this process. */
final class LoadIT {

  private Server server;

  @BeforeEach
  void startServer() throws ServerStartException {
    server =
        Server.start(
            Settings.read(List.of("--http-port", "0", "--media-port", "0"), Map.of()),
            MediaEngine::open);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void fiveViewersGetAllThatOnePublisherSends() throws Exception {
    LoadResult result = LoadTest.run(plan().withCrowd(fanOut(1, 5)), line -> {});

    assertThat(result.joins().failures()).isEmpty();
    assertThat(result.joins().connected()).isEqualTo(6);
    assertThat(result.joins().toFirstMedia().count()).isEqualTo(5);
    assertThat(result.packets()).isPositive();
    assertThat(result.loss().lost()).isZero();
    assertThat(result.latency().count()).isPositive();
    assertThat(result.proof().decrypted()).isPositive();
    assertThat(result.proof().forged()).isZero();
    assertThat(result.proof().foreign()).isZero();
    assertThat(result.proof().unmapped()).isZero();
    assertThat(result.picture().framesPerSecond()).isPositive();
    assertThat(result.server().cpuMicrosPerPacket()).isPositive();
  }

  @Test
  void aMeshOfThreeWithAudioIsSixViewersWhoseEveryPacketIsAuthentic() throws Exception {
    LoadPlan mesh =
        plan()
            .withCrowd(new Crowd(Shape.MESH, 1, 3, 0))
            .withMedia(new Media(200_000, 15, Optional.empty(), true, Optional.empty(), false))
            .withClients(
                new LoadPlan.Clients(
                    LoadPlan.DEFAULT.clients().profiles(), false, Duration.ofMillis(50), 1));

    LoadResult result = LoadTest.run(mesh, line -> {});

    assertThat(result.load().viewers()).isEqualTo(6);
    assertThat(result.proof().decrypted()).isEqualTo(result.packets());
    assertThat(result.proof().forged()).isZero();
    assertThat(result.proof().foreign()).isZero();
  }

  @Test
  void othersComeForThoseWhoseConnectionBroke() throws Exception {
    Target target = plan().target();
    var signaling = new Remembering(new WhipWhep(target.whip(), target.whep(), target.token()));
    try (LoadTest test = LoadTest.open(plan(), signaling, line -> {})) {
      test.viewers(3);
      for (Signaling.Session viewer : signaling.viewers) {
        viewer.leave().join();
      }
      LoadResult broken = test.measure();
      assertThat(broken.loss().starvedViewers()).isEqualTo(3);

      test.viewers(3);

      LoadResult mended = test.measure();
      assertThat(mended.loss().starvedViewers()).isZero();
      assertThat(mended.joins().connected()).isEqualTo(broken.joins().connected() + 3);
    }
  }

  @Test
  void aStormOfJoinsIsCounted() throws Exception {
    LoadPlan silent =
        plan().withMedia(new Media(1, 30, Optional.empty(), false, Optional.empty(), true));
    try (LoadTest test = LoadTest.open(silent, line -> {})) {
      StormResult result = test.storm();

      assertThat(result.joins().failures()).isEmpty();
      assertThat(result.joins().connected()).isGreaterThan(1);
      assertThat(result.joins().serverCpuMicrosPerJoin()).isPositive();
    }
  }

  @Test
  void aServerThatIsNotThereIsToldInOneSentence() {
    LoadPlan nowhere = plan().withTarget(Target.sluice("http://127.0.0.1:1"));

    assertThatExceptionOfType(LoadException.class)
        .isThrownBy(() -> LoadTest.run(nowhere, line -> {}))
        .withMessageContaining("127.0.0.1:1")
        .withMessageContaining("can't be reached");
  }

  /** Keeps the viewers' sessions, so that they can be ended as a server would. */
  private static final class Remembering implements Signaling {

    private final Signaling signaling;
    private final Queue<Session> viewers = new ConcurrentLinkedQueue<>();

    Remembering(Signaling signaling) {
      this.signaling = signaling;
    }

    @Override
    public CompletableFuture<Session> publish(
        String room, String participant, Negotiation negotiation) {
      return signaling.publish(room, participant, negotiation);
    }

    @Override
    public CompletableFuture<Session> play(
        String room, String participant, Negotiation negotiation) {
      return signaling
          .play(room, participant, negotiation)
          .whenComplete((session, failure) -> viewers.add(session));
    }

    @Override
    public void close() {
      signaling.close();
    }
  }

  private LoadPlan plan() {
    return LoadPlan.DEFAULT
        .withTarget(Target.sluice(server.address().toString()))
        .withMedia(new Media(500_000, 30, Optional.empty(), false, Optional.empty(), false))
        .withPace(new Pace(20, Duration.ofMillis(500), Duration.ofSeconds(2)))
        .withServerPid(OptionalLong.of(ProcessHandle.current().pid()));
  }

  private static Crowd fanOut(int publishers, int viewers) {
    return new Crowd(Shape.FAN_OUT, 1, publishers, viewers);
  }
}

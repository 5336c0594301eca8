package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadPlan.Crowd;
import dev.sluice.benchmarks.load.LoadPlan.Media;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadPlan.Shape;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadTest;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** One run of one scenario with one server: what it found, and what is to be said of it. */
final class Trial {

  static final double JOINS_PER_SECOND = 50;
  private static final long VIDEO_BPS = 2_500_000;
  private static final int FRAMES_PER_SECOND = 30;

  private final Contender contender;
  private final Lengths lengths;
  private final int processors;
  private final Consumer<String> progress;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
  private final Set<String> remarks = new LinkedHashSet<>();

  Trial(Contender contender, Lengths lengths, int processors, Consumer<String> progress) {
    this.contender = contender;
    this.lengths = lengths;
    this.processors = processors;
    this.progress = progress;
  }

  Map<Figure, Double> figures() {
    return figures;
  }

  Set<String> remarks() {
    return remarks;
  }

  Lengths lengths() {
    return lengths;
  }

  /** Of the machine. */
  int processors() {
    return processors;
  }

  MeasuredServer start(int loops) throws BenchException, InterruptedException {
    return contender.start(loops);
  }

  void put(Figure figure, double value) {
    figures.put(figure, value);
  }

  void remark(String sentence) {
    remarks.add(sentence);
  }

  static Media video() {
    return video(VIDEO_BPS, false);
  }

  static Media video(long bitrateBps, boolean audio) {
    return new Media(
        bitrateBps, FRAMES_PER_SECOND, Optional.empty(), audio, Optional.empty(), false);
  }

  static Media audio() {
    return new Media(0, FRAMES_PER_SECOND, Optional.empty(), true, Optional.empty(), false);
  }

  static Media silence() {
    return new Media(VIDEO_BPS, FRAMES_PER_SECOND, Optional.empty(), false, Optional.empty(), true);
  }

  static Crowd broadcastTo(int viewers) {
    return new Crowd(Shape.FAN_OUT, 1, 1, viewers);
  }

  static Crowd meetingOf(int participants) {
    return new Crowd(Shape.MESH, 1, participants, 0);
  }

  LoadPlan plan(MeasuredServer server, Crowd crowd, Media media, Duration duration) {
    return LoadPlan.DEFAULT
        .withTarget(server.target())
        .withServerPid(OptionalLong.of(server.pid()))
        .withCrowd(crowd)
        .withMedia(media)
        .withPace(new Pace(JOINS_PER_SECOND, warmUp(server), duration));
  }

  LoadTest open(LoadPlan plan, MeasuredServer server) throws LoadException, InterruptedException {
    return LoadTest.open(plan, server.signaling(), progress);
  }

  /** How long a load lasts before it is measured. */
  Duration warmUp(MeasuredServer server) {
    return server.logs().isPresent() ? lengths.jvmWarmUp() : lengths.warmUp();
  }

  /**
   * Lets clients come and go for a while: a server that has just been started compiles, and loads,
   * what the first of them need.
   */
  void warmUpJoins(MeasuredServer server) throws LoadException, InterruptedException {
    LoadPlan plan = plan(server, broadcastTo(1), silence(), warmUp(server));
    try (LoadTest test = open(plan, server)) {
      test.storm();
    }
  }

  /** Lets all of a plan's viewers in and measures once, pauses included where it is a JVM. */
  LoadResult measure(MeasuredServer server, LoadPlan plan)
      throws LoadException, InterruptedException, IOException {
    try (LoadTest test = open(plan, server)) {
      return measure(test, server, plan);
    }
  }

  /** Likewise, and puts down what any forwarding of media tells. */
  LoadResult forward(MeasuredServer server, LoadPlan plan)
      throws BenchException, LoadException, InterruptedException, IOException {
    try (LoadTest test = open(plan, server)) {
      LoadResult result = measure(test, server, plan);
      put(Figure.CPU_PER_PACKET, result.server().cpuMicrosPerPacket());
      put(Figure.LATENCY_P50, result.latency().p50() / 1e3);
      put(Figure.LATENCY_P99, result.latency().p99() / 1e3);
      put(Figure.LOSS, 100 * result.loss().ratio());
      put(Figure.FREEZES, (double) result.picture().freezes());
      put(Figure.GENERATOR_CPU, 100 * result.generator().cores());
      if (server.logs().isPresent()) {
        double packetsPerSecond = result.packets() / result.seconds();
        put(
            Figure.ALLOCATED_PER_PACKET,
            allocatedBytesPerSecond(server, lengths.step()) / packetsPerSecond);
      }
      return result;
    }
  }

  private LoadResult measure(LoadTest test, MeasuredServer server, LoadPlan plan)
      throws LoadException, InterruptedException, IOException {
    test.viewers(plan.crowd().totalViewers());
    long fromNanos = System.nanoTime();
    LoadResult result = test.measure();
    result.warnings().forEach(this::remark);
    result.joins().failures().forEach(this::remark);
    if (server.logs().isPresent()) {
      pauses(Pauses.read(server.logs().get().safepoints(), fromNanos, System.nanoTime()));
    }
    return result;
  }

  /** After the measurement, which asking would disturb; the load goes on. */
  private static double allocatedBytesPerSecond(MeasuredServer server, Duration time)
      throws BenchException, IOException, InterruptedException {
    long fromNanos = System.nanoTime();
    long fromBytes = LoopAllocation.bytes(server.pid());
    Thread.sleep(time);
    long bytes = LoopAllocation.bytes(server.pid()) - fromBytes;
    return bytes * 1e9 / (System.nanoTime() - fromNanos);
  }

  private void pauses(Pauses pauses) {
    put(Figure.PAUSE_P999, pauses.percentileMillis(99.9));
    put(Figure.PAUSE_MAX, pauses.maxMillis());
  }
}

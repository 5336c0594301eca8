package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.LoadResult.GeneratorUsage;
import dev.sluice.benchmarks.load.LoadResult.Loss;
import dev.sluice.benchmarks.load.LoadResult.Picture;
import dev.sluice.benchmarks.load.LoadResult.Proof;
import dev.sluice.benchmarks.load.LoadResult.Second;
import dev.sluice.benchmarks.load.LoadResult.ServerUsage;
import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientPeer;
import dev.sluice.benchmarks.load.client.Publisher;
import dev.sluice.benchmarks.load.client.Viewer;
import dev.sluice.benchmarks.load.measure.ProcessUsage;
import dev.sluice.benchmarks.load.measure.ReceptionCounters;
import dev.sluice.benchmarks.load.measure.ThreadUsage;
import dev.sluice.benchmarks.load.measure.UdpDrops;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One measurement: everything counted between two moments, and each second in between. */
final class Measurement {

  /** What a viewer that isn't starved gets of what was sent to it. */
  private static final double FED_RATIO = 0.9;

  private static final int ASK_SECONDS = 30;
  private static final long SELF = ProcessHandle.current().pid();

  /** What all viewers have got so far, and what was sent to each. */
  private record Totals(Map<Viewer, long[]> byViewer) {}

  private final LoadPlan plan;
  private final ClientLoop viewerLoop;
  private final ClientLoop publisherLoop;
  private final Attendance attendance;
  private final Consumer<String> progress;
  private final long emptyBytes;
  private final ReceptionCounters sum = new ReceptionCounters();
  private final ReceptionCounters publishing = new ReceptionCounters();
  private final List<Second> timeline = new ArrayList<>();

  /**
   * @param emptyBytes the server's memory before anybody joined
   */
  Measurement(
      LoadPlan plan,
      ClientLoop viewerLoop,
      ClientLoop publisherLoop,
      Attendance attendance,
      Consumer<String> progress,
      long emptyBytes) {
    this.plan = plan;
    this.viewerLoop = viewerLoop;
    this.publisherLoop = publisherLoop;
    this.attendance = attendance;
    this.progress = progress;
    this.emptyBytes = emptyBytes;
  }

  LoadResult run(Supplier<LoadResult.Joins> joins) throws LoadException, InterruptedException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Set<Integer> ports = attendance.ports();
    final long dropsBefore = UdpDrops.ofPorts(ports);
    Set<Integer> serverPorts = attendance.serverPorts();
    final long serverDropsBefore = UdpDrops.ofPorts(serverPorts);
    final ThreadUsage loopBefore = ThreadUsage.ofOwnThreads(LoadTest.VIEWER_LOOP);
    final Totals totalsBefore = ask(viewerLoop, this::beginOnLoop);
    final ReceptionCounters ignored = ask(publisherLoop, () -> take(publisherLoop));
    ignored.reset();
    final ProcessUsage serverBefore = server();
    final ProcessUsage ownBefore = own();
    final long start = System.nanoTime();

    long end = start + plan.pace().duration().toNanos();
    everySecond(start, end, serverBefore, ownBefore);

    double seconds = (System.nanoTime() - start) / 1e9;
    ProcessUsage server = server();
    ProcessUsage own = own();
    Totals totals = ask(viewerLoop, this::totals);
    ThreadUsage loop = ThreadUsage.ofOwnThreads(LoadTest.VIEWER_LOOP);
    ask(publisherLoop, () -> take(publisherLoop)).addTo(publishing);
    long drops = UdpDrops.ofPorts(ports) - dropsBefore;
    long serverDrops = UdpDrops.ofPorts(serverPorts) - serverDropsBefore;

    Loss loss = loss(totalsBefore, totals);
    ServerUsage serverUsage =
        plan.serverPid().isEmpty() ? null : serverUsage(serverBefore, server, serverDrops, seconds);
    GeneratorUsage generator = generator(ownBefore, own, loopBefore, loop, drops, seconds);
    LoadResult result =
        new LoadResult(
            startedAt,
            load(),
            joins.get(),
            seconds,
            sum.packets,
            sum.bytes,
            Distributions.of(sum.latencyMicros()),
            loss,
            picture(seconds),
            new Proof(
                sum.decrypted, sum.forged, sum.foreign, sum.unmapped, sum.unusable, sum.duplicates),
            serverUsage,
            generator,
            timeline,
            List.of());
    return Warnings.addTo(result);
  }

  private void everySecond(long start, long end, ProcessUsage server, ProcessUsage own)
      throws LoadException, InterruptedException {
    long from = start;
    ProcessUsage serverFrom = server;
    ProcessUsage ownFrom = own;
    while (from < end) {
      // A last stretch of less than a second and a half is one.
      long left = end - from;
      long to = left < 1_500_000_000L ? end : from + 1_000_000_000L;
      Attendance.sleepUntil(to);
      ReceptionCounters interval = ask(viewerLoop, () -> take(viewerLoop));
      ProcessUsage serverTo = server();
      ProcessUsage ownTo = own();
      double seconds = (to - from) / 1e9;
      Second second =
          new Second(
              Math.round((to - start) / 1e8) / 10.0,
              interval.packets,
              interval.bytes,
              interval.latencyMicros().getValueAtPercentile(50),
              interval.latencyMicros().getValueAtPercentile(99),
              interval.latencyMicros().getTotalCount() == 0
                  ? 0
                  : interval.latencyMicros().getMaxValue(),
              interval.freezes,
              (serverTo.cpuNanos() - serverFrom.cpuNanos()) / 1e9 / seconds,
              (ownTo.cpuNanos() - ownFrom.cpuNanos()) / 1e9 / seconds);
      timeline.add(second);
      interval.addTo(sum);
      progress.accept(line(second, seconds));
      from = to;
      serverFrom = serverTo;
      ownFrom = ownTo;
    }
  }

  private String line(Second second, double seconds) {
    String line =
        "%5.1f s  %,9.0f packets/s  %7.1f Mbit/s  latency p50 %.1f p99 %.1f max %.1f ms"
            .formatted(
                second.atSeconds(),
                second.packets() / seconds,
                second.bytes() * 8 / 1e6 / seconds,
                second.latencyP50Micros() / 1e3,
                second.latencyP99Micros() / 1e3,
                second.latencyMaxMicros() / 1e3);
    String cores = "  own %.2f".formatted(second.generatorCores());
    return plan.serverPid().isEmpty()
        ? line + cores + " cores"
        : line + "  server %.2f".formatted(second.serverCores()) + cores + " cores";
  }

  private LoadResult.Load load() {
    LoadPlan.Media media = plan.media();
    String video =
        media.videoFile().isPresent()
            ? media.videoFile().get().getFileName().toString()
            : media.video()
                ? "VP8 %,d kbit/s, %d/s"
                    .formatted(media.videoBitrateBps() / 1000, media.framesPerSecond())
                : "none";
    String audio =
        !media.audio()
            ? "none"
            : media.audioFile().map(file -> file.getFileName().toString()).orElse("Opus 48 kbit/s");
    return new LoadResult.Load(
        plan.target().server(),
        plan.crowd().shape() == LoadPlan.Shape.MESH ? "mesh" : "fan-out",
        plan.crowd().rooms(),
        plan.crowd().rooms() * plan.crowd().publishers(),
        attendance.viewers(),
        video,
        audio,
        media.silent(),
        plan.clients().profiles().size() == 1
            ? plan.clients().profiles().getFirst().name()
            : "the server's choice",
        plan.clients().gro(),
        plan.clients().transportCcInterval().toMillis());
  }

  // ---- On the loops.

  private Totals beginOnLoop() {
    viewerLoop.counters().reset();
    return totals();
  }

  private Totals totals() {
    Map<Viewer, long[]> byViewer = new HashMap<>();
    for (ClientPeer peer : viewerLoop.peers()) {
      peer.viewer()
          .ifPresent(
              viewer ->
                  byViewer.put(
                      viewer,
                      new long[] {
                        viewer.received(),
                        viewer.lost(),
                        viewer.publisher().map(this::sent).orElse(0L)
                      }));
    }
    return new Totals(byViewer);
  }

  private long sent(Publisher publisher) {
    return publisher.sentVideo().count() + publisher.sentAudio().count();
  }

  /** What was counted since the last time. */
  private static ReceptionCounters take(ClientLoop loop) {
    ReceptionCounters taken = new ReceptionCounters();
    loop.counters().addTo(taken);
    loop.counters().reset();
    return taken;
  }

  private static <T> T ask(ClientLoop loop, Supplier<T> question) throws InterruptedException {
    try {
      return loop.ask(question).get(ASK_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the load generator's own loop " + loop.name() + " is stuck", e);
    }
  }

  // ---- Sums.

  private Loss loss(Totals before, Totals after) {
    long expected = 0;
    long lost = 0;
    int starved = 0;
    for (Map.Entry<Viewer, long[]> viewer : before.byViewer().entrySet()) {
      long[] from = viewer.getValue();
      long[] to = after.byViewer().getOrDefault(viewer.getKey(), from);
      long received = to[0] - from[0];
      // A packet that was missing at the beginning and came since makes up for nothing.
      long missing = Math.max(0, to[1] - from[1]);
      expected += received + missing;
      lost += missing;
      starved += received < FED_RATIO * (to[2] - from[2]) ? 1 : 0;
    }
    // Those who are gone get nothing.
    starved += attendance.viewers() - before.byViewer().size();
    return new Loss(
        expected,
        lost,
        expected == 0 ? 0 : (double) lost / expected,
        sum.repaired,
        sum.nacked,
        Math.max(0, starved));
  }

  private Picture picture(double seconds) {
    int viewers = Math.max(1, attendance.viewers());
    return new Picture(
        sum.frames / seconds / viewers, sum.freezes, sum.frozenNanos / 1e9 / seconds / viewers);
  }

  private ServerUsage serverUsage(
      ProcessUsage before, ProcessUsage after, long drops, double seconds) {
    double cpu = (after.cpuNanos() - before.cpuNanos()) / 1e9;
    return new ServerUsage(
        plan.serverPid().getAsLong(),
        cpu,
        cpu / seconds,
        perPacketMicros(cpu),
        after.residentBytes(),
        (after.residentBytes() - emptyBytes) / Math.max(1, attendance.viewers()),
        after.threads(),
        (after.waitedNanos() - before.waitedNanos()) / 1e9 / seconds,
        drops);
  }

  private GeneratorUsage generator(
      ProcessUsage before,
      ProcessUsage after,
      ThreadUsage loopBefore,
      ThreadUsage loopAfter,
      long drops,
      double seconds) {
    double cpu = (after.cpuNanos() - before.cpuNanos()) / 1e9;
    return new GeneratorUsage(
        cpu,
        cpu / seconds,
        perPacketMicros(cpu),
        (loopAfter.cpuNanos() - loopBefore.cpuNanos()) / 1e9 / seconds,
        (loopAfter.waitedNanos() - loopBefore.waitedNanos()) / 1e9 / seconds,
        Distributions.of(sum.latenessMicros()),
        Distributions.of(publishing.latenessMicros()),
        drops);
  }

  private double perPacketMicros(double cpuSeconds) {
    return sum.packets == 0 ? 0 : cpuSeconds * 1e6 / sum.packets;
  }

  private ProcessUsage server() throws LoadException {
    if (plan.serverPid().isEmpty()) {
      return new ProcessUsage(0, 0, 0, 0);
    }
    long pid = plan.serverPid().getAsLong();
    return ProcessUsage.read(pid)
        .orElseThrow(() -> new LoadException("The server's process %d has ended.".formatted(pid)));
  }

  private static ProcessUsage own() {
    return ProcessUsage.read(SELF)
        .orElseGet(
            () ->
                new ProcessUsage(
                    ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos(),
                    0,
                    0,
                    0));
  }
}

package dev.sluice.benchmarks.load;

import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientTerms;
import dev.sluice.benchmarks.load.client.LocalAddress;
import dev.sluice.benchmarks.load.measure.ProcessUsage;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.WhipWhep;
import dev.sluice.dtls.DtlsCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A load test as a library: opened, it has its loops and its publishers; then viewers come and go
 * and measurements are made, one after the other; closed, everybody has left.
 */
public final class LoadTest implements AutoCloseable {

  /** How the threads' names begin. */
  static final String VIEWER_LOOP = "load-view";

  static final String PUBLISHER_LOOP = "load-publish";

  private static final long SELF = ProcessHandle.current().pid();

  private final LoadPlan plan;
  private final Signaling signaling;
  private final ClientLoop viewerLoop;
  private final ClientLoop publisherLoop;
  private final JoinStatistics joins = new JoinStatistics();
  private final Attendance attendance;
  private final Consumer<String> progress;
  private final OptionalLong emptyBytes;
  private double joinSeconds;
  private double joinCpuMicros;

  /**
   * Lets the publishers in.
   *
   * @param signaling the server's; closed with this
   * @param progress gets a line now and then
   * @throws LoadException if a publisher doesn't get in
   */
  public static LoadTest open(LoadPlan plan, Signaling signaling, Consumer<String> progress)
      throws LoadException, InterruptedException {
    LoadTest test = new LoadTest(plan, signaling, progress);
    try {
      test.attendance.publish();
      return test;
    } catch (LoadException | InterruptedException | RuntimeException e) {
      test.close();
      throw e;
    }
  }

  /** As above, over the plan's own WHIP and WHEP. */
  public static LoadTest open(LoadPlan plan, Consumer<String> progress)
      throws LoadException, InterruptedException {
    LoadPlan.Target target = plan.target();
    return open(plan, new WhipWhep(target.whip(), target.whep(), target.token()), progress);
  }

  /**
   * Does all that the plan says, once.
   *
   * @throws LoadException if nobody gets in
   */
  public static LoadResult run(LoadPlan plan, Consumer<String> progress)
      throws LoadException, InterruptedException {
    try (LoadTest test = open(plan, progress)) {
      test.viewers(plan.crowd().totalViewers());
      return test.measure();
    }
  }

  private LoadTest(LoadPlan plan, Signaling signaling, Consumer<String> progress)
      throws LoadException {
    this.plan = plan;
    this.signaling = signaling;
    this.progress = progress;
    this.emptyBytes = residentBytes();
    if (plan.serverPid().isPresent() && emptyBytes.isEmpty()) {
      throw new LoadException(
          "There is no process %d to measure, or no /proc to read it from."
              .formatted(plan.serverPid().getAsLong()));
    }
    ClientTerms terms =
        new ClientTerms(
            DtlsCertificate.generate(),
            plan.clients().profiles(),
            localAddress(plan.target().server()),
            plan.media().video(),
            plan.media().audio(),
            plan.clients().transportCcInterval(),
            plan.clients().decryptEvery());
    MediaSources sources = new MediaSources(plan.media());
    this.viewerLoop = new ClientLoop(VIEWER_LOOP, plan.clients().gro());
    this.publisherLoop = new ClientLoop(PUBLISHER_LOOP, plan.clients().gro());
    this.attendance =
        new Attendance(plan, signaling, terms, viewerLoop, publisherLoop, sources, joins, progress);
  }

  private OptionalLong residentBytes() {
    return plan.serverPid().isEmpty()
        ? OptionalLong.empty()
        : ProcessUsage.read(plan.serverPid().getAsLong())
            .map(usage -> OptionalLong.of(usage.residentBytes()))
            .orElse(OptionalLong.empty());
  }

  private static InetAddress localAddress(String server) throws LoadException {
    String host = URI.create(server).getHost();
    try {
      return LocalAddress.towards(host);
    } catch (IOException e) {
      throw new LoadException("There is no way to %s: %s.".formatted(host, e.getMessage()), e);
    }
  }

  /**
   * Lets viewers come, or go, until there are so many in all rooms together. Others come for those
   * whose connection broke.
   *
   * @throws LoadException if not one of those that were to come got in
   */
  public void viewers(int count) throws LoadException, InterruptedException {
    attendance.forgetEnded();
    int before = attendance.viewers();
    long start = System.nanoTime();
    long cpu = serverCpuNanos();
    attendance.resize(count);
    int came = attendance.viewers() - before;
    if (came > 0) {
      joinSeconds = (System.nanoTime() - start) / 1e9;
      joinCpuMicros = (serverCpuNanos() - cpu) / 1e3 / came;
    }
    if (count > before && came == 0) {
      throw new LoadException("No viewer got in: " + String.join("; ", joins.failures()));
    }
  }

  /** Everybody leaves, and publishers come anew. */
  void startAfresh() throws LoadException, InterruptedException {
    attendance.leave();
    attendance.publish();
  }

  private long serverCpuNanos() {
    return plan.serverPid().isEmpty()
        ? 0
        : ProcessUsage.read(plan.serverPid().getAsLong()).map(ProcessUsage::cpuNanos).orElse(0L);
  }

  void tell(String line) {
    progress.accept(line);
  }

  /** Why clients did not get in, or were put out. */
  List<String> failures() {
    return joins.failures();
  }

  /** Viewers that are in. */
  public int viewers() {
    return attendance.viewers();
  }

  /**
   * Waits for the plan's warm-up, then measures for its duration.
   *
   * @throws LoadException if the server's process ends meanwhile
   */
  public LoadResult measure() throws LoadException, InterruptedException {
    progress.accept("%d viewers are in, warming up".formatted(attendance.viewers()));
    Thread.sleep(plan.pace().warmUp());
    Measurement measurement =
        new Measurement(
            plan, viewerLoop, publisherLoop, attendance, progress, emptyBytes.orElse(0));
    return measurement.run(() -> joins.result(joinSeconds, joinCpuMicros));
  }

  /**
   * Lets viewers in at the plan's rate and, as soon as they are connected, out again, for the
   * plan's duration. What it costs the server is best told when the publishers are silent.
   */
  public StormResult storm() throws InterruptedException {
    Instant startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    int connectedBefore = joins.connected();
    long cpuBefore = serverCpuNanos();
    long ownBefore = ProcessUsage.read(SELF).map(ProcessUsage::cpuNanos).orElse(0L);
    long start = System.nanoTime();
    attendance.storm(start + plan.pace().duration().toNanos());
    double seconds = (System.nanoTime() - start) / 1e9;
    int connected = Math.max(1, joins.connected() - connectedBefore);
    double serverMicros = (serverCpuNanos() - cpuBefore) / 1e3;
    double ownMicros =
        (ProcessUsage.read(SELF).map(ProcessUsage::cpuNanos).orElse(0L) - ownBefore) / 1e3;
    return new StormResult(
        startedAt.toString(),
        seconds,
        joins.result(seconds, serverMicros / connected),
        serverMicros / 1e6 / seconds,
        ownMicros / 1e6 / seconds,
        ownMicros / connected);
  }

  /** Everybody leaves. */
  @Override
  public void close() {
    try {
      attendance.leave();
      // The goodbyes over DTLS are still under way.
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    viewerLoop.close();
    publisherLoop.close();
    signaling.close();
  }
}

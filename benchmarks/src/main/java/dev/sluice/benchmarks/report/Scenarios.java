package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.load.Limits;
import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadTest;
import dev.sluice.benchmarks.load.StairsResult;
import dev.sluice.benchmarks.load.StormResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The standard scenarios, in the order of the report. */
final class Scenarios {

  /** What a viewer still takes for live. */
  private static final Limits CARRIED = new Limits(Duration.ofMillis(50), 0.0001);

  private static final int FIRST_STEP = 100;
  private static final int MOST_VIEWERS = 3000;

  /** Half of what one core is to carry. */
  static final int HALF_LOAD_VIEWERS = 600;

  private static final int FEW_VIEWERS = 40;

  /**
   * So that nobody waits since a keyframe was asked for a moment ago, for somebody else; and not in
   * step with the publisher's thirty frames a second, or each would wait for the next frame as long
   * as the first one did.
   */
  private static final double UNHURRIED_JOINS_PER_SECOND = 1.93;

  private static final double STORM_JOINS_PER_SECOND = 1000;
  private static final int IDLE_CLIENTS = 1000;
  private static final int ONE_LOOP = 1;
  private static final int TWO_LOOPS = 2;

  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        broadcast(200, 4),
        broadcast(100, 0),
        staircase(),
        lonePackets(),
        meeting(),
        audioOnly(),
        firstMedia(),
        joinStorm(),
        idle(),
        twoLoops());
  }

  private static Scenario broadcast(int viewers, double p99Millis) {
    List<Goal> goals = new ArrayList<>(List.of(new Goal(Figure.CPU_PER_PACKET, 1.5)));
    if (p99Millis > 0) {
      goals.add(new Goal(Figure.LATENCY_P99, p99Millis));
      goals.add(new Goal(Figure.MEMORY_PER_SUBSCRIBER, 60));
      goals.add(new Goal(Figure.PAUSE_P999, 1));
    }
    return new Scenario(
        "broadcast-" + viewers,
        "1 → " + viewers + " video",
        "One publisher of 2.5 Mbit/s and "
            + viewers
            + " viewers, one loop on one core. Memory is what the process's resident set has grown"
            + " by since before the first join, over the viewers; a JVM's heap that has not been"
            + " collected is in it.",
        goals,
        true,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            LoadResult result =
                trial.forward(
                    server,
                    trial.plan(
                        server,
                        Trial.broadcastTo(viewers),
                        Trial.video(),
                        trial.lengths().measurement()));
            trial.put(Figure.MEMORY_PER_SUBSCRIBER, result.server().residentBytesPerViewer() / 1e3);
          }
        });
  }

  private static Scenario staircase() {
    return new Scenario(
        "staircase",
        "The most viewers of one stream on one core",
        "As 1 → 200, with more and more viewers: the largest number that got in, with a p99 of at"
            + " most 50 ms and at most one packet in ten thousand lost.",
        List.of(new Goal(Figure.SUBSCRIBERS, 1200)),
        true,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            Duration step = trial.lengths().step();
            // One server for all loads: the first ones warm it up for the others.
            LoadPlan plan =
                trial
                    .plan(server, Trial.broadcastTo(FIRST_STEP), Trial.video(), step)
                    .withPace(new Pace(Trial.JOINS_PER_SECOND, step, step));
            try (LoadTest test = trial.open(plan, server)) {
              StairsResult stairs = StairsResult.search(test, FIRST_STEP, MOST_VIEWERS, CARRIED);
              trial.put(Figure.SUBSCRIBERS, stairs.carriedViewers());
              if (stairs.ownLimit()) {
                trial.remark(
                    "the load generator was itself at its limit: the server may carry more.");
              }
            }
          }
        });
  }

  private static Scenario lonePackets() {
    return new Scenario(
        "lone-packet",
        "A lone packet at half load",
        "Beside a publisher of 2.5 Mbit/s with "
            + HALF_LOAD_VIEWERS
            + " viewers, a room of one publisher and one viewer with audio alone, whose packets"
            + " are what is timed: the whole one-way latency, the clients' own in it.",
        List.of(new Goal(Figure.LATENCY_P99, 1)),
        false,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            LoadPlan crowd =
                trial.plan(
                    server,
                    Trial.broadcastTo(HALF_LOAD_VIEWERS),
                    Trial.video(),
                    trial.lengths().measurement());
            try (LoadTest background = trial.open(crowd, server)) {
              background.viewers(HALF_LOAD_VIEWERS);
              LoadResult result =
                  trial.measure(
                      server,
                      trial.plan(
                          server,
                          new LoadPlan.Crowd(LoadPlan.Shape.FAN_OUT, 2, 1, 1),
                          Trial.audio(),
                          trial.lengths().measurement()));
              trial.put(Figure.LATENCY_P50, result.latency().p50() / 1e3);
              trial.put(Figure.LATENCY_P99, result.latency().p99() / 1e3);
              trial.put(Figure.CPU_SHARE, 100 * result.server().cores());
            }
          }
        });
  }

  private static Scenario meeting() {
    return new Scenario(
        "meeting-10",
        "10 × 10 room",
        "Ten participants, each publishing video of 600 kbit/s and audio and viewing the nine"
            + " others, one loop on one core.",
        List.of(new Goal(Figure.CPU_PER_PACKET, 3)),
        true,
        trial -> forwardOnOneCore(trial, Trial.meetingOf(10), Trial.video(600_000, true)));
  }

  private static Scenario audioOnly() {
    return new Scenario(
        "audio-500",
        "1 → 500 audio",
        "One publisher of audio, 50 packets a second, and 500 viewers, one loop on one core. No"
            + " two packets to a viewer can leave in one system call.",
        List.of(new Goal(Figure.CPU_PER_PACKET, 4)),
        true,
        trial -> forwardOnOneCore(trial, Trial.broadcastTo(500), Trial.audio()));
  }

  private static void forwardOnOneCore(Trial trial, LoadPlan.Crowd crowd, LoadPlan.Media media)
      throws BenchException, LoadException, InterruptedException, IOException {
    try (MeasuredServer server = trial.start(ONE_LOOP)) {
      trial.forward(server, trial.plan(server, crowd, media, trial.lengths().measurement()));
    }
  }

  private static Scenario firstMedia() {
    return new Scenario(
        "first-media",
        "The first picture, unloaded",
        "One publisher of 2.5 Mbit/s; "
            + FEW_VIEWERS
            + " viewers come one after the other, two a second or so; others have come and gone"
            + " before. Timed from the offer to a viewer's first packet, which begins a key frame.",
        List.of(new Goal(Figure.FIRST_MEDIA_P50, 30)),
        true,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            trial.warmUpJoins(server);
            LoadPlan plan =
                trial
                    .plan(
                        server,
                        Trial.broadcastTo(FEW_VIEWERS),
                        Trial.video(),
                        trial.lengths().step())
                    .withPace(
                        new Pace(
                            UNHURRIED_JOINS_PER_SECOND,
                            trial.lengths().step(),
                            trial.lengths().step()));
            LoadResult.Joins joins = trial.measure(server, plan).joins();
            trial.put(Figure.FIRST_MEDIA_P50, joins.toFirstMedia().p50() / 1e3);
            trial.put(Figure.FIRST_MEDIA_P99, joins.toFirstMedia().p99() / 1e3);
          }
        });
  }

  private static Scenario joinStorm() {
    return new Scenario(
        "join-storm",
        "A storm of joins",
        "Viewers come as fast as server and clients let them and, once DTLS has finished, go; the"
            + " publisher is silent. Processor time per join has ICE, DTLS, both descriptions and"
            + " the leaving in it; joins per second are those that one core of the server has the"
            + " time for.",
        List.of(new Goal(Figure.CPU_PER_JOIN, 1.5), new Goal(Figure.JOINS_PER_SECOND, 600)),
        true,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            trial.warmUpJoins(server);
            LoadPlan plan =
                trial
                    .plan(
                        server,
                        Trial.broadcastTo(1),
                        Trial.silence(),
                        trial.lengths().measurement())
                    .withPace(
                        new Pace(
                            STORM_JOINS_PER_SECOND,
                            trial.warmUp(server),
                            trial.lengths().measurement()));
            try (LoadTest test = trial.open(plan, server)) {
              StormResult storm = test.storm();
              double micros = storm.joins().serverCpuMicrosPerJoin();
              trial.put(Figure.CPU_PER_JOIN, micros / 1e3);
              trial.put(Figure.JOINS_PER_SECOND, 1e6 / micros);
              trial.put(Figure.GENERATOR_CPU, 100 * storm.generatorCores());
              storm.joins().failures().forEach(trial::remark);
            }
          }
        });
  }

  private static Scenario idle() {
    return new Scenario(
        "idle-1000",
        "1,000 clients that do nothing",
        "A thousand viewers of a silent publisher: consent checks and reports are all that"
            + " happens. The heap per client is the live objects' growth, counted by the JVM after"
            + " a full collection.",
        List.of(new Goal(Figure.CPU_SHARE, 5), new Goal(Figure.HEAP_PER_CLIENT, 30)),
        false,
        trial -> {
          try (MeasuredServer server = trial.start(ONE_LOOP)) {
            long emptyBytes = LiveHeap.bytes(server.pid());
            LoadPlan plan =
                trial.plan(
                    server,
                    Trial.broadcastTo(IDLE_CLIENTS),
                    Trial.silence(),
                    trial.lengths().measurement());
            try (LoadTest test = trial.open(plan, server)) {
              test.viewers(IDLE_CLIENTS);
              LoadResult result = test.measure();
              trial.put(Figure.CPU_SHARE, 100 * result.server().cores());
              trial.put(
                  Figure.HEAP_PER_CLIENT,
                  (LiveHeap.bytes(server.pid()) - emptyBytes) / 1e3 / IDLE_CLIENTS);
              result.joins().failures().forEach(trial::remark);
            }
          }
        });
  }

  private static Scenario twoLoops() {
    return new Scenario(
        "two-loops",
        "One large room on two cores",
        "1 → 200 video in one room, first with one loop on one core, then with two on two. The"
            + " factor is twice the one processor time per packet over the other: what two cores"
            + " would forward against one, were the clients elsewhere.",
        List.of(new Goal(Figure.SPEED_UP, 1.8)),
        false,
        trial -> {
          if (trial.processors() < TWO_LOOPS) {
            throw new BenchException("There is only one processor.");
          }
          double one = cpuPerPacket(trial, ONE_LOOP);
          double two = cpuPerPacket(trial, TWO_LOOPS);
          trial.put(Figure.SPEED_UP, 2 * one / two);
          trial.put(Figure.CPU_PER_PACKET, two);
        });
  }

  private static double cpuPerPacket(Trial trial, int loops)
      throws BenchException, LoadException, InterruptedException, IOException {
    try (MeasuredServer server = trial.start(loops)) {
      return trial
          .measure(
              server,
              trial.plan(
                  server, Trial.broadcastTo(200), Trial.video(), trial.lengths().measurement()))
          .server()
          .cpuMicrosPerPacket();
    }
  }
}

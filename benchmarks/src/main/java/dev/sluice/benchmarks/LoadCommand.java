package dev.sluice.benchmarks;

import dev.sluice.benchmarks.load.Limits;
import dev.sluice.benchmarks.load.LoadException;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadPlan.Clients;
import dev.sluice.benchmarks.load.LoadPlan.Crowd;
import dev.sluice.benchmarks.load.LoadPlan.Media;
import dev.sluice.benchmarks.load.LoadPlan.Pace;
import dev.sluice.benchmarks.load.LoadPlan.Shape;
import dev.sluice.benchmarks.load.LoadPlan.Target;
import dev.sluice.benchmarks.load.LoadResult;
import dev.sluice.benchmarks.load.LoadTest;
import dev.sluice.benchmarks.load.StairsResult;
import dev.sluice.benchmarks.load.StormResult;
import dev.sluice.benchmarks.load.report.HtmlReport;
import dev.sluice.benchmarks.load.report.JsonReport;
import dev.sluice.benchmarks.load.report.TextReport;
import dev.sluice.benchmarks.terminal.Interruption;
import dev.sluice.benchmarks.terminal.ProgressLine;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice load}. */
@Command(
    name = "load",
    description = "Put a server under load, over WHIP and WHEP, and measure what comes out.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class LoadCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  /** By the names of the command line. */
  private enum Srtp {
    any,
    gcm128,
    gcm256,
    cm;

    List<SrtpProfile> profiles() {
      return switch (this) {
        case any -> List.of(SrtpProfile.values());
        case gcm128 -> List.of(SrtpProfile.AEAD_AES_128_GCM);
        case gcm256 -> List.of(SrtpProfile.AEAD_AES_256_GCM);
        case cm -> List.of(SrtpProfile.AES128_CM_HMAC_SHA1_80);
      };
    }
  }

  @Spec private CommandSpec spec;

  private final ProgressLine progress = new ProgressLine(System.err);

  @Option(names = "--url", paramLabel = "URL", description = "the Sluice to be put under load")
  private String url = "http://127.0.0.1:8080";

  @Option(
      names = "--whip-url",
      paramLabel = "URL",
      description = "another server's WHIP endpoint, with {room} and {participant} in it")
  private String whip;

  @Option(
      names = "--whep-url",
      paramLabel = "URL",
      description = "another server's WHEP endpoint, likewise; {participant} is whom to play")
  private String whep;

  @Option(names = "--token", paramLabel = "TEXT", description = "a bearer token")
  private String token;

  @Option(
      names = "--shape",
      paramLabel = "fan-out|mesh",
      converter = ShapeName.class,
      description = "whether viewers view one publisher each, or everybody publishes and views all")
  private Shape shape = Shape.FAN_OUT;

  @Option(names = "--rooms", paramLabel = "N", description = "rooms")
  private int rooms = 1;

  @Option(names = "--publishers", paramLabel = "N", description = "publishers in each room")
  private int publishers = 1;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description = "viewers in each room, unless it is a mesh")
  private int subscribers = 10;

  @Option(
      names = "--video-bitrate",
      paramLabel = "BIT/S",
      converter = Bitrate.class,
      description = "of made video, such as 2500k or 2.5M; 0 for none")
  private long videoBitrateBps = 2_500_000;

  @Option(
      names = "--video-file",
      paramLabel = "FILE",
      description = "an IVF or WebM file with VP8 to publish instead, over and over")
  private Path videoFile;

  @Option(names = "--fps", paramLabel = "N", description = "frames a second of made video")
  private int framesPerSecond = 30;

  @Option(names = "--audio", description = "publish Opus of 48 kbit/s as well")
  private boolean audio;

  @Option(
      names = "--audio-file",
      paramLabel = "FILE",
      description = "an Ogg or WebM file with Opus to publish instead, over and over")
  private Path audioFile;

  @Option(names = "--idle", description = "connect, and stay silent")
  private boolean idle;

  @Option(
      names = "--join-only",
      description =
          "let subscribers come and, once connected, go, for the duration; nothing is sent")
  private boolean joinOnly;

  @Option(
      names = "--stairs",
      paramLabel = "FROM..TO",
      description = "find the most subscribers, in all rooms together, that hold the limits")
  private String stairs;

  @Option(
      names = "--max-p99",
      paramLabel = "TIME",
      converter = Time.class,
      description = "a limit of --stairs: the 99th percentile of the one-way latency")
  private Duration maxP99 = Duration.ofMillis(50);

  @Option(
      names = "--max-loss",
      paramLabel = "PERCENT",
      description = "a limit of --stairs: packets that never come")
  private double maxLossPercent;

  @Option(
      names = "--join-rate",
      paramLabel = "N",
      description = "subscribers that come each second")
  private double joinsPerSecond = 50;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      converter = Time.class,
      description = "from the last join to the measurement")
  private Duration warmUp = Duration.ofSeconds(3);

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Time.class,
      description = "of the measurement")
  private Duration duration = Duration.ofSeconds(20);

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "the server's process, on this machine, to measure its CPU time and memory")
  private Long pid;

  @Option(
      names = "--srtp",
      paramLabel = "PROFILE",
      description = "what to offer: ${COMPLETION-CANDIDATES}")
  private Srtp srtp = Srtp.any;

  @Option(
      names = "--transport-cc",
      paramLabel = "TIME",
      converter = Time.class,
      description = "how often subscribers send transport-wide feedback; 0 for never")
  private Duration transportCc = Duration.ofMillis(100);

  @Option(
      names = "--decrypt-every",
      paramLabel = "N",
      description = "of how many packets one is decrypted and compared with what was sent")
  private int decryptEvery = 64;

  @Option(
      names = "--no-gro",
      negatable = false,
      description = "read every packet by a call of its own, as clients without UDP_GRO do")
  private boolean noGro;

  @Option(names = "--json", paramLabel = "FILE", description = "write the result as JSON")
  private Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the result as a page with charts")
  private Path html;

  @Override
  public Integer call() throws InterruptedException {
    try {
      measure(plan());
      return 0;
    } catch (LoadException e) {
      return fail(e.getMessage());
    } catch (IOException e) {
      return fail("The result can't be written: " + e.getMessage() + ".");
    }
  }

  private int fail(String sentence) {
    spec.commandLine().getErr().println("sluice: " + sentence);
    spec.commandLine().getErr().flush();
    return FAILED;
  }

  private void measure(LoadPlan plan) throws LoadException, InterruptedException, IOException {
    OptionalInt from = OptionalInt.empty();
    int to = 0;
    if (stairs != null) {
      String[] ends = stairs.split("\\.\\.", -1);
      if (!stairs.matches("[1-9][0-9]{0,5}\\.\\.[1-9][0-9]{0,5}")
          || Integer.parseInt(ends[0]) > Integer.parseInt(ends[1])) {
        throw new ParameterException(
            spec.commandLine(), "--stairs are two numbers, such as 100..2000, not " + stairs);
      }
      from = OptionalInt.of(Integer.parseInt(ends[0]));
      to = Integer.parseInt(ends[1]);
    }
    try (var _ = Interruption.ofThisThread();
        LoadTest test = LoadTest.open(plan, progress)) {
      if (joinOnly) {
        StormResult result = test.storm();
        print(TextReport.of(result));
        write(result, HtmlReport.of(result));
      } else if (from.isPresent()) {
        Limits limits = new Limits(maxP99, maxLossPercent / 100);
        StairsResult result = StairsResult.search(test, from.getAsInt(), to, limits);
        print(TextReport.of(result));
        write(result, HtmlReport.of(result));
      } else {
        test.viewers(plan.crowd().totalViewers());
        LoadResult result = test.measure();
        print(TextReport.of(result));
        write(result, HtmlReport.of(result));
      }
    }
  }

  private void print(String text) {
    progress.end();
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }

  private void write(Object result, String page) throws IOException {
    if (json != null) {
      JsonReport.write(result, json);
    }
    if (html != null) {
      Files.writeString(html, page);
    }
  }

  private LoadPlan plan() {
    if ((whip == null) != (whep == null)) {
      throw new ParameterException(
          spec.commandLine(), "--whip-url and --whep-url are given both, or neither of them.");
    }
    Target sluice = Target.sluice(url);
    Target target =
        whip == null
            ? new Target(url, sluice.whip(), sluice.whep(), Optional.ofNullable(token))
            : new Target(whip.replaceAll("[{}]", ""), whip, whep, Optional.ofNullable(token));
    try {
      return new LoadPlan(
          target,
          new Crowd(shape, rooms, publishers, subscribers),
          new Media(
              videoBitrateBps,
              framesPerSecond,
              Optional.ofNullable(videoFile),
              audio || audioFile != null,
              Optional.ofNullable(audioFile),
              idle || joinOnly),
          new Pace(joinsPerSecond, warmUp, duration),
          pid == null ? OptionalLong.empty() : OptionalLong.of(pid),
          new Clients(srtp.profiles(), !noGro, transportCc, decryptEvery));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

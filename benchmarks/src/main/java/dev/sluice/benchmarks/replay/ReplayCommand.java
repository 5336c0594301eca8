package dev.sluice.benchmarks.replay;

import dev.sluice.benchmarks.replay.live.CapturedSenders;
import dev.sluice.benchmarks.replay.live.LiveOptions;
import dev.sluice.benchmarks.replay.live.LiveReplay;
import dev.sluice.benchmarks.replay.live.LiveReplayException;
import dev.sluice.benchmarks.replay.live.LiveReport;
import dev.sluice.benchmarks.replay.live.LiveSummary;
import dev.sluice.benchmarks.replay.live.LiveTarget;
import dev.sluice.benchmarks.terminal.Interruption;
import dev.sluice.benchmarks.terminal.ProgressLine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice replay}. */
@Command(
    name = "replay",
    description =
        "Plays a capture (pcapng or pcap) through the server's forwarding code, on the capture's"
            + " own clock, and prints what every subscriber would have got; or, with --to, into a"
            + " running server, in real time.",
    footer = {
      "",
      "Two replays of one file print the same, byte for byte, without --to. What was assumed goes"
          + " to standard error.",
      "",
      "With --to, each sender becomes a publisher over WHIP, which sends what was captured as it"
          + " was: what is missing stays missing, what is asked for again is sent again by RTX, and"
          + " requests for a key frame, which a replay can't make, are counted. Of simulcast only"
          + " the largest layer is sent. Ctrl-C leaves the server and prints the summary."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  /** What means nothing where a server is played into. */
  private static final List<String> WITHOUT_SERVER =
      List.of("--subscribers", "--loss", "--round-trip", "--seed", "--summary", "--out");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The capture; where it has several files, all of them or some.")
  private List<Path> files;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description =
          "Add so many who play everything that is published. Default: 1 where the capture has"
              + " nobody who receives, else 0")
  private Integer subscribers;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "Of the packets to those added. Default: ${DEFAULT-VALUE}")
  private double lossPercent;

  @Option(
      names = "--round-trip",
      paramLabel = "MS",
      defaultValue = "0",
      description = "To those added and back. Default: ${DEFAULT-VALUE}")
  private int roundTripMillis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which packets are lost. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--summary", description = "Leave out the packets, print what came of it.")
  private boolean summaryOnly;

  @Option(
      names = "--out",
      paramLabel = "FILE.pcapng",
      description = "Write what is sent to this file as well, for Wireshark.")
  private Path out;

  @Mixin private RecordingArguments recorded = new RecordingArguments();

  @Mixin private LiveArguments live = new LiveArguments();

  @Override
  public Integer call() throws IOException {
    refuseWhatDoesNotGoTogether();
    try {
      play();
      return 0;
    } catch (NoSuchFileException e) {
      say("There is no file " + e.getFile() + ".");
      return FAILED;
    } catch (IOException | LiveReplayException e) {
      say(e.getMessage());
      return FAILED;
    } catch (UncheckedIOException e) {
      say(e.getCause().getMessage());
      return FAILED;
    }
  }

  private void play() throws IOException, LiveReplayException {
    RecordingOptions recordingOptions;
    Optional<LiveTarget> target;
    LiveOptions liveOptions;
    try {
      recordingOptions = recorded.options();
      target = live.target();
      liveOptions = live.options();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage() + ".");
    }
    Recording recording = RecordingReader.read(files, recordingOptions);
    recording.notes().forEach(this::say);
    if (target.isPresent()) {
      run(recording, target.get(), liveOptions);
    } else {
      run(recording);
    }
  }

  private void refuseWhatDoesNotGoTogether() {
    boolean isLive = isGiven("--to");
    for (String name : isLive ? WITHOUT_SERVER : LiveArguments.WITH_SERVER) {
      if (isGiven(name)) {
        throw wrong(
            isLive
                ? name + " doesn't go with --to: who receives, and how, is the server's affair."
                : name + " needs --to, the server to play into.");
      }
    }
  }

  private boolean isGiven(String name) {
    return spec.commandLine().getParseResult().hasMatchedOption(name);
  }

  private void run(Recording recording, LiveTarget target, LiveOptions options)
      throws LiveReplayException {
    CapturedSenders senders = CapturedSenders.of(recording);
    senders.notes().forEach(this::say);
    ProgressLine progress = new ProgressLine(System.err);
    try (var _ = Interruption.ofThisThread()) {
      try {
        LiveReport report = LiveReplay.run(senders, target, options, progress);
        progress.end();
        spec.commandLine().getOut().print(LiveSummary.of(report));
        spec.commandLine().getOut().flush();
      } catch (LiveReplayException e) {
        progress.end();
        throw e;
      }
    }
  }

  private void run(Recording recording) throws IOException {
    PrintWriter standardOut = spec.commandLine().getOut();
    // In between, because that one may flush after every line.
    PrintWriter print = new PrintWriter(new BufferedWriter(standardOut, 1 << 16));
    run(recording, print);
    print.flush();
    if (standardOut.checkError()) {
      throw new IOException("Standard output can't be written to.");
    }
  }

  private void run(Recording recording, PrintWriter print) throws IOException {
    ReplayOptions options = replayOptions(recording);
    ReplayListener listing =
        summaryOnly
            ? (nanos, to, rtcp, packet, offset, length) -> {}
            : new ReplayListing(print, recording.entries().getFirst().nanos());
    if (out == null) {
      ReplaySummary.print(Replay.run(recording, options, listing), print);
      return;
    }
    try (SentFile file = new SentFile(out)) {
      ReplaySummary.print(
          Replay.run(
              recording,
              options,
              (nanos, to, rtcp, packet, offset, length) -> {
                listing.onSent(nanos, to, rtcp, packet, offset, length);
                file.onSent(nanos, to, rtcp, packet, offset, length);
              }),
          print);
    }
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("sluice: " + sentence);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private ReplayOptions replayOptions(Recording recording) {
    if (lossPercent < 0 || lossPercent >= 100) {
      throw wrong("--loss is in percent, from 0 to below 100, not " + lossPercent + ".");
    }
    if (roundTripMillis < 0) {
      throw wrong("--round-trip can't be " + roundTripMillis + ".");
    }
    int added = subscribers != null ? subscribers : recording.hasReceivers() ? 0 : 1;
    if (added < 0 || added > 10_000) {
      throw wrong("--subscribers must be from 0 to 10000, not " + added + ".");
    }
    return new ReplayOptions(
        added, lossPercent / 100, Duration.ofMillis(roundTripMillis).toNanos(), seed);
  }
}

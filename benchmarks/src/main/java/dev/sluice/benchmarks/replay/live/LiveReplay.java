package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.load.client.ClientLoop;
import dev.sluice.benchmarks.load.client.ClientTerms;
import dev.sluice.benchmarks.load.client.LocalAddress;
import dev.sluice.benchmarks.load.client.PacketPublisher;
import dev.sluice.benchmarks.load.client.PacketPublisher.Statistics;
import dev.sluice.benchmarks.load.signaling.Signaling;
import dev.sluice.benchmarks.load.signaling.WhipWhep;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plays a recording into a server, in real time: lets all senders in, sends, and lets them leave.
 */
public final class LiveReplay implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 40;
  private static final int FAREWELL_SECONDS = 10;

  /** From the last publisher that gets in to the first packet. */
  private static final long RUN_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** After the last packet, for what is asked for again. */
  private static final long END_MILLIS = 500;

  private static final long GOODBYE_MILLIS = 200;

  private final CapturedSenders recording;
  private final LiveOptions options;
  private final Signaling signaling;
  private final Consumer<String> progress;
  private final ClientLoop loop = new ClientLoop("replay-publish", true);
  private final List<LivePublisher> publishers = new ArrayList<>();
  private long startNanos;

  /** Known once all of it is played. */
  private long playedNanos;

  /**
   * Plays all of it. An interrupt ends it before; that is no failure.
   *
   * @param progress gets a line a second
   * @throws LiveReplayException if somebody doesn't get in, or is put out
   */
  public static LiveReport run(
      CapturedSenders recording, LiveTarget target, LiveOptions options, Consumer<String> progress)
      throws LiveReplayException {
    if (recording.senders().isEmpty()) {
      throw new LiveReplayException("Nobody in the capture sends media that could be sent again.");
    }
    if (recording.senders().size() > 1 && !target.tellsPublishersApart()) {
      throw new LiveReplayException(
          "%d senders need an endpoint each: put {participant} into %s, and {room} where rooms differ."
              .formatted(recording.senders().size(), target.whip()));
    }
    InetAddress local = localAddress(target);
    Signaling signaling = new WhipWhep(target.whip(), target.whip(), target.token());
    try (LiveReplay replay = new LiveReplay(recording, options, signaling, progress)) {
      try {
        replay.join(local);
        replay.play();
        return replay.report(false);
      } catch (InterruptedException e) {
        return replay.report(true);
      }
    }
  }

  private static InetAddress localAddress(LiveTarget target) throws LiveReplayException {
    try {
      return LocalAddress.towards(target.host());
    } catch (IOException e) {
      throw new LiveReplayException(
          "There is no way to %s: %s.".formatted(target.host(), e.getMessage()), e);
    }
  }

  private LiveReplay(
      CapturedSenders recording,
      LiveOptions options,
      Signaling signaling,
      Consumer<String> progress) {
    this.recording = recording;
    this.options = options;
    this.signaling = signaling;
    this.progress = progress;
  }

  private void join(InetAddress local) throws LiveReplayException, InterruptedException {
    ClientTerms terms =
        new ClientTerms(
            DtlsCertificate.generate(),
            Arrays.asList(SrtpProfile.values()),
            local,
            true,
            true,
            Duration.ZERO,
            1);
    List<CompletableFuture<Void>> entering = new ArrayList<>();
    for (CapturedSender sender : recording.senders()) {
      Playback playback = new Playback(sender, recording, options);
      LivePublisher publisher =
          new LivePublisher(
              options.room().orElse(sender.room()),
              sender.participant(),
              new PacketPublisher(loop, playback, "replay-" + sender.participant()),
              loop);
      publishers.add(publisher);
      entering.add(publisher.enter(signaling, terms));
    }
    progress.accept(
        "joining: "
            + publishers.stream()
                .map(publisher -> publisher.participant)
                .collect(Collectors.joining(", ")));
    try {
      allOf(entering).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LiveReplayException(sentence(e.getCause().getMessage()), e);
    } catch (TimeoutException e) {
      throw new LiveReplayException(
          "Not all publishers got in within %d s.".formatted(PATIENCE_SECONDS), e);
    }
  }

  private static CompletableFuture<Void> allOf(List<CompletableFuture<Void>> all) {
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  private void play() throws LiveReplayException, InterruptedException {
    startNanos = System.nanoTime() + RUN_UP_NANOS;
    publishers.forEach(publisher -> publisher.packets.start(startNanos));
    CompletableFuture<Void> all =
        allOf(publishers.stream().map(publisher -> publisher.packets.finished()).toList());
    Statistics before = total();
    while (!isDoneWithinASecond(all)) {
      checkAllAreIn();
      Statistics now = total();
      progress.accept(LiveSummary.progress(nanos() / 1e9, round(), options.times(), before, now));
      before = now;
    }
    playedNanos = nanos();
    TimeUnit.MILLISECONDS.sleep(END_MILLIS);
    checkAllAreIn();
  }

  private static boolean isDoneWithinASecond(CompletableFuture<Void> all)
      throws InterruptedException {
    try {
      all.get(1, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a publisher has no failures", e);
    }
  }

  private void checkAllAreIn() throws LiveReplayException {
    for (LivePublisher publisher : publishers) {
      if (publisher.failure().isPresent()) {
        throw new LiveReplayException(
            "%s is not in %s any more: %s"
                .formatted(
                    publisher.participant, publisher.room, sentence(publisher.failure().get())));
      }
    }
  }

  private long nanos() {
    return startNanos == 0 ? 0 : Math.max(0, System.nanoTime() - startNanos);
  }

  private long round() {
    long round = 1 + (long) (nanos() * options.speed() / recording.lengthNanos());
    return options.ends() ? Math.min(round, options.times()) : round;
  }

  private Statistics total() {
    return ask().stream()
        .map(LiveReport.Publisher::statistics)
        .reduce(Statistics.NONE, Statistics::plus);
  }

  private List<LiveReport.Publisher> ask() {
    return loop.ask(
            () ->
                publishers.stream()
                    .map(
                        publisher ->
                            new LiveReport.Publisher(
                                publisher.room,
                                publisher.participant,
                                publisher.packets.statistics()))
                    .toList())
        .join();
  }

  private LiveReport report(boolean interrupted) {
    return new LiveReport(ask(), playedNanos > 0 ? playedNanos : nanos(), interrupted);
  }

  /** Everybody leaves. */
  @Override
  public void close() {
    try {
      allOf(publishers.stream().map(LivePublisher::leave).toList())
          .get(FAREWELL_SECONDS, TimeUnit.SECONDS);
      // The goodbyes over DTLS are still under way.
      TimeUnit.MILLISECONDS.sleep(GOODBYE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      progress.accept("the server did not hear every goodbye");
    }
    loop.close();
    signaling.close();
  }
}

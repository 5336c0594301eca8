package dev.sluice.benchmarks.replay;

import dev.sluice.benchmarks.replay.live.LiveOptions;
import dev.sluice.benchmarks.replay.live.LiveTarget;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The command line's part on playing into a running server. */
final class LiveArguments {

  /** What means nothing without one. */
  static final List<String> WITH_SERVER = List.of("--room", "--token", "--speed", "--times");

  @Option(
      names = "--to",
      paramLabel = "URL",
      description =
          "Play into this server: a Sluice, such as http://127.0.0.1:8080, or another server's WHIP"
              + " endpoint, with {room} and {participant} in it.")
  private String to;

  @Option(
      names = "--room",
      paramLabel = "NAME",
      description = "With --to: where everybody publishes. Default: the rooms of the capture")
  private String room;

  @Option(names = "--token", paramLabel = "TEXT", description = "With --to: a bearer token.")
  private String token;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "With --to: 2 is twice as fast as it was captured. Default: ${DEFAULT-VALUE}")
  private double speed;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --to: how often, each time where the one before ended; 0 for until Ctrl-C."
              + " Default: ${DEFAULT-VALUE}")
  private long times;

  /**
   * The server, where there is to be one.
   *
   * @throws IllegalArgumentException where its address is none; the message says what would be
   *     right
   */
  Optional<LiveTarget> target() {
    return Optional.ofNullable(to).map(text -> LiveTarget.parse(text, Optional.ofNullable(token)));
  }

  /**
   * How it is played.
   *
   * @throws IllegalArgumentException where an option can't be; the message says what would be right
   */
  LiveOptions options() {
    if (!(speed >= 0.01 && speed <= 1000)) {
      throw new IllegalArgumentException("--speed must be from 0.01 to 1000, not " + speed);
    }
    if (times < 0) {
      throw new IllegalArgumentException("--times can't be " + times);
    }
    return new LiveOptions(Optional.ofNullable(room), speed, times);
  }
}

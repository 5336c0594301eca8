package dev.sluice.signaling;

import dev.sluice.signaling.access.Grant;
import dev.sluice.signaling.access.PublishRight;
import dev.sluice.signaling.access.Tokens;
import dev.sluice.signaling.config.KeyOptions;
import dev.sluice.signaling.config.SettingsException;
import dev.sluice.signaling.config.SharedKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token, for trying things out and for those who make them by script. */
@Command(
    name = "token",
    description = "Print a token that a server with the same key lets in.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TokenCommand implements Callable<Integer> {

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private final InstantSource clock;

  @Spec private CommandSpec spec;
  @Mixin private KeyOptions keys;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The server's YAML file, for the keys in it.")
  Path config;

  @Option(names = "--room", paramLabel = "NAME", description = "The room it opens.")
  private String room;

  @Option(
      names = "--identity",
      paramLabel = "ID",
      description = "The participant's id, and no other. Default: any")
  private String identity;

  @Option(
      names = "--publish",
      paramLabel = "WHAT",
      split = ",",
      arity = "0..1",
      fallbackValue = "all",
      description =
          "What may be published: all, or some of audio, video, camera, microphone, screen,"
              + " screen-audio and custom, with commas. Default: nothing")
  private List<String> publish = List.of();

  @Option(names = "--no-subscribe", description = "Nothing may be received.")
  private boolean noSubscribe;

  @Option(names = "--moderator", description = "May mute and remove others, and close the room.")
  private boolean moderator;

  @Option(names = "--admin", description = "May use the API, read /metrics, and enter every room.")
  private boolean admin;

  @Option(
      names = "--expires-in",
      paramLabel = "TIME",
      defaultValue = "6h",
      description = "Such as 90s, 30m, 6h or 7d. Default: ${DEFAULT-VALUE}")
  private String expiresIn;

  TokenCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    List<SharedKey> shared = keys.read();
    if (shared.isEmpty()) {
      throw new SettingsException(
          "A token is signed with a key: give --key ID:SECRET, --key-file FILE or --config FILE.");
    }
    if (room == null && !admin) {
      throw new SettingsException("A token is for a room: give --room NAME, or --admin.");
    }
    Grant grant =
        new Grant(
            Optional.ofNullable(room),
            Optional.ofNullable(identity),
            publishRight(),
            !noSubscribe,
            moderator,
            admin);
    Instant now = clock.instant();
    spec.commandLine()
        .getOut()
        .println(Tokens.sign(shared.getFirst(), grant, now, now.plus(lifetime())));
    return 0;
  }

  private PublishRight publishRight() {
    if (publish.equals(List.of("all"))) {
      return PublishRight.ALL;
    }
    try {
      return PublishRight.of(publish);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("The option --publish: " + e.getMessage() + ".");
    }
  }

  private Duration lifetime() {
    Matcher parts = DURATION.matcher(expiresIn);
    if (!parts.matches()) {
      throw new SettingsException(
          "The option --expires-in is a time such as 90s, 30m, 6h or 7d, not " + expiresIn + ".");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}

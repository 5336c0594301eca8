package dev.sluice.signaling.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Joins the command line with the environment and the configuration file, in that order. */
public final class CommandLineSettings {

  private final CommandLine commandLine;
  private final List<String> arguments;
  private final SettingSources sources;

  /**
   * @param commandLine whose commands carry {@link Options} as a mixin
   * @param arguments that it is going to parse; only {@code --config} is looked at here
   * @throws SettingsException if the configuration file can't be used
   */
  public CommandLineSettings(
      CommandLine commandLine, List<String> arguments, Map<String, String> environment) {
    this.commandLine = commandLine;
    this.arguments = List.copyOf(arguments);
    this.sources = SettingSources.of(configFile(arguments), environment, names());
    commandLine.setDefaultValueProvider(sources);
  }

  /** What is wrong with a setting, and where it came from, in one sentence. */
  public String explain(ParameterException problem) {
    String source =
        problem.getArgSpec() instanceof OptionSpec option
            ? source(SettingSources.nameOf(option))
            : "";
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return explain(unmatched);
    }
    String message = problem.getMessage().replaceAll("\\s*\\n\\s*", " ").replaceAll("\\.$", "");
    String whatWouldBeRight = message.endsWith("is not an int") ? ", a whole number" : "";
    return message + whatWouldBeRight + source + ".";
  }

  /** The same problem, and where the setting came from. */
  public SettingsException explain(SettingsException problem) {
    return problem.settings().stream()
        .map(this::source)
        .filter(source -> !source.isEmpty())
        .findFirst()
        .map(
            source ->
                new SettingsException(problem.getMessage().replaceAll("\\.$", "") + source + "."))
        .orElse(problem);
  }

  /** Empty for what stands on the command line, where it is seen. */
  private String source(String name) {
    String flag = "--" + name;
    boolean isFlag =
        arguments.stream().anyMatch(each -> each.equals(flag) || each.startsWith(flag + "="));
    return isFlag ? "" : sources.describe(name);
  }

  private String explain(UnmatchedArgumentException problem) {
    // What follows may be a secret, and so may what is no flag: the rest of one with a space.
    String unknown = problem.getUnmatched().getFirst().replaceFirst("=.*", "");
    if (!unknown.startsWith("-") && !unknown.equals(arguments.getFirst())) {
      return "There is an argument too many: put in quotes what has a space in it.";
    }
    List<String> similar = problem.getSuggestions();
    String advice =
        similar.isEmpty()
            ? "--help lists what there is."
            : "did you mean %s? --help lists what there is."
                .formatted(String.join(" or ", similar));
    return "There is no %s: %s".formatted(unknown, advice);
  }

  /**
   * Reads settings alone, no commands.
   *
   * @param options new ones, which are filled in
   * @throws SettingsException if one of them can't be used
   */
  public static Settings read(
      Options options, List<String> arguments, Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(CommandSpec.forAnnotatedObject(options));
    CommandLineSettings settings = new CommandLineSettings(commandLine, arguments, environment);
    try {
      settings.commandLine.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new SettingsException(settings.explain(e));
    }
    try {
      return options.toSettings();
    } catch (SettingsException e) {
      throw settings.explain(e);
    }
  }

  private static Optional<Path> configFile(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--config=")) {
        return Optional.of(Path.of(argument.substring("--config=".length())));
      }
      if (argument.equals("--config") && i + 1 < arguments.size()) {
        return Optional.of(Path.of(arguments.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Options()).options()) {
      names.add(SettingSources.nameOf(option));
    }
    names.remove("config");
    return names;
  }
}

package dev.sluice.signaling.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a setting comes from that isn't on the command line: the environment before the file. */
final class SettingSources implements IDefaultValueProvider {

  private static final String ENVIRONMENT_PREFIX = "SLUICE_";
  private static final String KEYS = "keys";

  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final String fileName;

  private SettingSources(
      Map<String, String> environment, Map<String, String> file, String fileName) {
    this.environment = environment;
    this.file = file;
    this.fileName = fileName;
  }

  /**
   * @param configFile as given on the command line
   * @param names of all settings
   */
  static SettingSources of(
      Optional<Path> configFile, Map<String, String> environment, Set<String> names) {
    Optional<Path> path =
        configFile.or(() -> Optional.ofNullable(environment.get(variable("config"))).map(Path::of));
    return path.isEmpty()
        ? new SettingSources(environment, Map.of(), "")
        : new SettingSources(environment, readFile(path.get(), names), path.get().toString());
  }

  static String nameOf(OptionSpec option) {
    return option.longestName().substring("--".length());
  }

  static String variable(String name) {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || !option.longestName().startsWith("--")) {
      return null;
    }
    String name = nameOf(option);
    return environment.getOrDefault(variable(name), file.get(name));
  }

  /** Says where a bad value came from; empty for the command line. */
  String describe(OptionSpec option) {
    String name = nameOf(option);
    if (environment.containsKey(variable(name))) {
      return " (from the environment variable " + variable(name) + ")";
    }
    return file.containsKey(name) ? " (from " + fileName + ", key " + name + ")" : "";
  }

  private static Map<String, String> readFile(Path path, Set<String> names) {
    JsonNode root;
    String text;
    try {
      text = Files.readString(path);
      root =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(text);
    } catch (NoSuchFileException e) {
      throw new SettingsException("The configuration file " + path + " doesn't exist.");
    } catch (AccessDeniedException e) {
      throw new SettingsException("The configuration file " + path + " may not be read.");
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          "The configuration file %s is not YAML: %s."
              .formatted(path, e.getOriginalMessage().replaceAll("\\s*\\n\\s*", " ")));
    } catch (IOException e) {
      throw new SettingsException(
          "The configuration file %s can't be read: %s.".formatted(path, e.getMessage()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (root == null || root.isMissingNode() || root.isNull()) {
      return values;
    }
    if (!root.isObject()) {
      throw new SettingsException(
          "The configuration file %s must hold keys and values, such as http-port: 8080."
              .formatted(path));
    }
    root.properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (name.equals(KEYS)) {
                values.merge("key", keys(path, entry.getValue()), (a, b) -> a + "," + b);
              } else if (names.contains(name)) {
                values.merge(name, text(path, name, entry.getValue()), (a, b) -> a + "," + b);
              } else {
                throw UnknownKeys.refuse(path, text, name, names);
              }
            });
    return values;
  }

  /** The setting key, with ids as keys: easier to write in a file. */
  private static String keys(Path path, JsonNode value) {
    if (!value.isObject()) {
      throw new SettingsException(
          "The key keys in %s needs a line ID: SECRET for each.".formatted(path));
    }
    List<String> pairs = new ArrayList<>();
    value
        .properties()
        .forEach(pair -> pairs.add(pair.getKey() + ":" + text(path, KEYS, pair.getValue())));
    return String.join(",", pairs);
  }

  private static String text(Path path, String name, JsonNode value) {
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(text(path, name, part)));
      return String.join(",", parts);
    }
    if (!value.isValueNode() || value.isNull()) {
      throw new SettingsException("The key %s in %s needs a plain value.".formatted(name, path));
    }
    return value.asText();
  }
}

package dev.sluice.signaling.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a setting comes from that isn't on the command line: the environment before the file. */
final class SettingSources implements IDefaultValueProvider {

  private static final String ENVIRONMENT_PREFIX = "SLUICE_";
  private static final String CONFIG = "config";
  private static final String KEY = "key";
  private static final String KEYS = "keys";

  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final Map<String, Integer> lines;
  private final String fileName;

  private SettingSources(
      Map<String, String> environment,
      Map<String, String> file,
      Map<String, Integer> lines,
      String fileName) {
    this.environment = environment;
    this.file = file;
    this.lines = lines;
    this.fileName = fileName;
  }

  /**
   * @param configFile as given on the command line
   * @param names of all settings that a file may have
   * @throws SettingsException if the file can't be used, or a variable is misnamed
   */
  static SettingSources of(
      Optional<Path> configFile, Map<String, String> environment, Set<String> names) {
    Set<String> variables = new TreeSet<>(Set.of(variable(CONFIG)));
    names.forEach(name -> variables.add(variable(name)));
    UnknownVariables.check(environment, ENVIRONMENT_PREFIX, variables);
    Optional<Path> path =
        configFile.or(() -> Optional.ofNullable(environment.get(variable(CONFIG))).map(Path::of));
    return path.isEmpty()
        ? new SettingSources(environment, Map.of(), Map.of(), "")
        : readFile(environment, path.get(), names);
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

  /** Says where a value came from; empty where it didn't come from here. */
  String describe(String name) {
    String variable = variable(name);
    if (environment.containsKey(variable)) {
      String advice =
          UnknownVariables.isLink(environment.get(variable))
              ? ", which Kubernetes sets for a service so named: enableServiceLinks: false"
              : "";
      return " (from the environment variable " + variable + advice + ")";
    }
    return file.containsKey(name)
        ? " (from %s, key %s in line %d)".formatted(fileName, name, lines.get(name))
        : "";
  }

  private static SettingSources readFile(
      Map<String, String> environment, Path path, Set<String> names) {
    JsonNode root;
    Map<String, Integer> lines;
    try {
      String text = Files.readString(path);
      YAMLMapper yaml =
          YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      root = yaml.readTree(text);
      lines = lines(yaml, text);
    } catch (NoSuchFileException e) {
      throw new SettingsException("The configuration file " + path + " doesn't exist.");
    } catch (AccessDeniedException e) {
      throw new SettingsException("The configuration file " + path + " may not be read.");
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          "The configuration file %s is not YAML: %s in line %d."
              .formatted(path, problem(e), e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new SettingsException(
          "The configuration file %s can't be read: %s.".formatted(path, e.getMessage()));
    }
    Map<String, String> values = new LinkedHashMap<>();
    SettingSources sources = new SettingSources(environment, values, lines, path.toString());
    if (root == null || root.isMissingNode() || root.isNull()) {
      return sources;
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
                values.merge(KEY, sources.keys(entry.getValue()), (a, b) -> a + "," + b);
                lines.put(KEY, lines.get(KEYS));
              } else if (names.contains(name)) {
                values.merge(name, sources.text(name, entry.getValue()), (a, b) -> a + "," + b);
              } else {
                throw UnknownKeys.refuse(path, lines.get(name), name, names);
              }
            });
    return sources;
  }

  /** In which line each of the outermost keys stands. */
  private static Map<String, Integer> lines(YAMLMapper yaml, String text) throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = yaml.createParser(text)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME && depth == 1) {
          lines.put(parser.currentName(), parser.currentTokenLocation().getLineNr());
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
    }
    return lines;
  }

  /** Without the lines around it, in which there may be a secret. */
  private static String problem(JsonProcessingException e) {
    return e.getCause() instanceof MarkedYAMLException marked
        ? marked.getProblem()
        : e.getOriginalMessage();
  }

  /** The setting key, with ids as keys: easier to write in a file. */
  private String keys(JsonNode value) {
    if (!value.isObject()) {
      throw new SettingsException(
          "The key keys in %s, line %d, needs a line ID: SECRET for each."
              .formatted(fileName, lines.get(KEYS)));
    }
    List<String> pairs = new ArrayList<>();
    value
        .properties()
        .forEach(pair -> pairs.add(pair.getKey() + ":" + text(KEYS, pair.getValue())));
    return String.join(",", pairs);
  }

  private String text(String name, JsonNode value) {
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(text(name, part)));
      return String.join(",", parts);
    }
    if (!value.isValueNode() || value.isNull()) {
      throw new SettingsException(
          "The key %s in %s, line %d, needs a plain value."
              .formatted(name, fileName, lines.get(name)));
    }
    return value.asText();
  }
}

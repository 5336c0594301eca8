package dev.sluice.signaling.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The keys that tokens are signed with. No message here holds a secret. */
public final class KeyOptions {

  @Option(
      names = "--key",
      paramLabel = "ID:SECRET",
      split = ",",
      description =
          "Let in only who has a token (JWT, HS256) signed with this secret of 32 bytes or more,"
              + " and named by this id; several with commas. Other users of the machine see what"
              + " is on a command line: rather use the environment, --key-file or, in the YAML"
              + " file, keys: with a line ID: SECRET each. Default: none")
  List<String> keys = new ArrayList<>();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "More keys, a line ID:SECRET each. Default: none")
  Path keyFile;

  /**
   * All keys, in their order; empty lines and those that begin with # are left out.
   *
   * @throws SettingsException if one can't be used
   */
  public List<SharedKey> read() {
    List<SharedKey> read = new ArrayList<>();
    keys.forEach(pair -> read.add(parse("key", pair)));
    for (String line : lines()) {
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        read.add(parse("key-file", line.strip().replaceFirst(":\\s+", ":")));
      }
    }
    Set<String> ids = new HashSet<>();
    for (SharedKey key : read) {
      if (!ids.add(key.id())) {
        throw new SettingsException(
            "Two keys have the id %s: give each its own.".formatted(key.id()), "key");
      }
    }
    return read;
  }

  private static SharedKey parse(String setting, String pair) {
    try {
      return SharedKey.parse(pair);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "The setting %s can't be used: %s.".formatted(setting, e.getMessage()), setting);
    }
  }

  private List<String> lines() {
    if (keyFile == null) {
      return List.of();
    }
    try {
      return Files.readAllLines(keyFile);
    } catch (IOException e) {
      throw new SettingsException(
          "The key file %s can't be read: %s.".formatted(keyFile, e), "key-file");
    }
  }
}

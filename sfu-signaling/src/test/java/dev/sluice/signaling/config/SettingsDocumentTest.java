package dev.sluice.signaling.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** SETTINGS.md is made of the options themselves. */
class SettingsDocumentTest {

  private static final Path DOCUMENT = Path.of("SETTINGS.md");

  private static final String WRITE = "sluice.settings.write";

  @Test
  void theDocumentTellsEverySettingAsItIs() throws IOException {
    String fresh = text();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(DOCUMENT, fresh);
    }

    assertThat(Files.readString(DOCUMENT))
        .as("stale: run this test with -Dtest.jvm.args=-D%s=true to write it anew", WRITE)
        .isEqualTo(fresh);
  }

  private static String text() {
    StringBuilder text =
        new StringBuilder(
            """
            # Settings

            Each setting has one name in three places: `--http-port 8080` on the command line, \
            `SLUICE_HTTP_PORT=8080` in the environment, `http-port: 8080` in the YAML file that \
            `--config` names. The command line wins over the environment, the environment over the \
            file. A switch is `true` in the environment and in the file.

            This page is written by a test, out of the same descriptions as `./sluice --help`.

            | setting | environment variable | value | default | |
            |---|---|---|---|---|
            """);
    CommandSpec spec = CommandSpec.forAnnotatedObject(new Options());
    for (OptionSpec option : spec.options()) {
      text.append(row(option));
    }
    return text.toString();
  }

  private static String row(OptionSpec option) {
    String name = SettingSources.nameOf(option);
    String value = option.arity().max() == 0 ? "switch" : option.paramLabel();
    String standard = option.defaultValue() == null ? "" : "`" + option.defaultValue() + "`";
    String description =
        String.join(" ", option.description())
            .replaceAll("\\s*Default: " + Pattern.quote("" + option.defaultValue()) + "$", "");
    return "| `%s` | `%s` | %s | %s | %s |%n"
        .formatted(name, SettingSources.variable(name), cell(value), standard, cell(description));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}

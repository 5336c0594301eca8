package dev.sluice.signaling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.capture.CaptureStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @TempDir private Path folder;

  @Test
  void nothingSaidIsLoopback() {
    Settings settings = Settings.defaults();

    assertThat(settings.http())
        .isEqualTo(new Settings.Http("127.0.0.1", 8080, Optional.empty(), Set.of()));
    assertThat(settings.media().host()).isEqualTo("127.0.0.1");
    assertThat(settings.media().port()).isEqualTo(10_000);
    assertThat(settings.lastN()).isZero();
    assertThat(settings.limits().resumeTimeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aFlagBeatsAVariableAndAVariableTheFile() throws Exception {
    String file =
        write("http-port: 1\nmedia-port: 1\nloops: 1\nmedia-advertise: [192.0.2.1, 192.0.2.2]\n");

    Settings settings =
        Settings.read(
            List.of("--config", file, "--http-port", "3"),
            Map.of("SLUICE_HTTP_PORT", "2", "SLUICE_MEDIA_PORT", "2"));

    assertThat(settings.http().port()).isEqualTo(3);
    assertThat(settings.media().port()).isEqualTo(2);
    assertThat(settings.media().loops()).isEqualTo(1);
    assertThat(settings.media().advertise()).containsExactly("192.0.2.1", "192.0.2.2");
  }

  @Test
  void theFileMayBeNamedInTheEnvironment() throws Exception {
    String file = write("open: true\nhttp-host: 0.0.0.0\n");

    Settings settings = Settings.read(List.of(), Map.of("SLUICE_CONFIG", file));

    assertThat(settings.access().local()).isFalse();
    assertThat(settings.media().host()).isEqualTo("::");
  }

  @Test
  void whatIsCapturedMayBeSaidByFlagVariableAndFile() throws Exception {
    String file = write("capture: /captures\ncapture-stages: [sent, received]\n");

    Settings.Capture capture =
        Settings.read(
                List.of("--config", file, "--capture-on-request"),
                Map.of("SLUICE_CAPTURE_FILE_SIZE", "2000000"))
            .capture();

    assertThat(capture)
        .isEqualTo(
            new Settings.Capture(
                Optional.of(Path.of("/captures")),
                true,
                EnumSet.of(CaptureStage.RECEIVED, CaptureStage.SENT),
                2_000_000,
                1_073_741_824));
    assertThat(Settings.defaults().capture().folder()).isEmpty();
  }

  @Test
  void anEmptyFileSaysNothing() throws Exception {
    assertThat(Settings.read(List.of("--config=" + write("# nothing\n")), Map.of()))
        .isEqualTo(Settings.defaults());
  }

  @Test
  void keysMayBeAMapInTheFileAndLinesOfAKeyFile() throws Exception {
    String secret = "0123456789abcdef0123456789abcdef";
    String file = write("keys:\n  a: %s\n  b: %s\nhttp-host: 0.0.0.0\n".formatted(secret, secret));
    Path keyFile = Files.writeString(folder.resolve("keys"), "# new\nc: %s\n\n".formatted(secret));

    Settings settings =
        Settings.read(List.of("--config", file, "--key-file", keyFile.toString()), Map.of());

    assertThat(settings.access().keys()).extracting(SharedKey::id).containsExactly("a", "b", "c");
    assertThat(settings.access().keys()).extracting(SharedKey::text).containsOnly(secret);
    assertThat(settings.toString()).doesNotContain(secret);
  }

  @Test
  void twoKeysOfOneIdAreRefused() {
    String key = "a:0123456789abcdef0123456789abcdef";
    assertThatThrownBy(() -> Settings.read(List.of("--key", key + "," + key), Map.of()))
        .hasMessageContaining("Two keys have the id a")
        .message()
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void listeningForEverybodyMustBeSaid() {
    assertThatThrownBy(() -> Settings.read(List.of("--http-host", "0.0.0.0"), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("--open");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--http-port abc                  | '--http-port'",
        "--http-port 70000                | http-port must be from 0 to 65535",
        "--log-format xml                 | text or json",
        "--log-level all                  | error, warn, info or debug",
        "--dtls-key key.pem               | belong together",
        "--ice-server http://x            | stun:host:port",
        "--media-host no.such.host.invalid | can't be resolved",
        "--max-tracks 0                   | max-tracks must be from 1",
        "--resume-timeout 0               | in seconds",
        "--capture d --capture-stages all | not all",
        "--capture-on-request             | give --capture DIR",
        "--capture-file-size 10           | capture-file-size must be from 1048576",
        "--capture-total-size 2000000     | capture-total-size must be from 67108864",
        "--nonsense                       | --nonsense",
        "--config /no/such/file           | doesn't exist",
      })
  void aBadFlagIsExplained(String flags, String explanation) {
    assertThatThrownBy(() -> Settings.read(List.of(flags.split(" ", -1)), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(explanation)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aBadVariableIsNamed() {
    assertThatThrownBy(() -> Settings.read(List.of(), Map.of("SLUICE_LOOPS", "many")))
        .hasMessageContaining("environment variable SLUICE_LOOPS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http_port: 1          | unknown key http_port in line 1: did you mean http-port?",
        "keys: secret          | a line ID: SECRET",
        "loops: many           | key loops",
        "loops: {a: b}         | plain value",
        "[1, 2]                | keys and values",
        "a: [                  | not YAML",
      })
  void aBadFileIsExplained(String content, String explanation) throws Exception {
    String file = write(content);

    assertThatThrownBy(() -> Settings.read(List.of("--config", file), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(explanation)
        .hasMessageContaining(file);
  }

  private String write(String content) throws Exception {
    return Files.writeString(folder.resolve("sluice.yaml"), content).toString();
  }
}

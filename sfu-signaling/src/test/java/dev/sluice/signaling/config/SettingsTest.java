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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

    assertThat(settings.access().open()).isTrue();
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
        "keys: secret          | line 1, needs a line ID: SECRET",
        "loops: many           | key loops in line 1",
        "'\n\nloops: many'     | key loops in line 3",
        "'open: false\nhttp-port: 70000' | must be from 0 to 65535, not 70000 (from",
        "'open: false\nhttp-port: 70000' | key http-port in line 2",
        "'open: false\nlog-level: loud' | key log-level in line 2",
        "'keys:\n  loops: 0123456789abcdef0123456789abcdef\nloops: -1' | key loops in line 3",
        "'loops: 1\nice-server: [''stun:a'', b]' | number 2 of it: write stun:host:port",
        "'loops: 1\nloops: 2'   | in line 2",
        "loops: {a: b}         | line 1, needs a plain value",
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

  /** SLUICE_MEDIA_ADVERTIZE is how a container has no media. */
  @ParameterizedTest
  @CsvSource({
    "SLUICE_MEDIA_ADVERTIZE, SLUICE_MEDIA_ADVERTISE",
    "SLUICE_HTTP_PROT, SLUICE_HTTP_PORT",
    "SLUICE_KEYS, SLUICE_KEY",
    "SLUICE_HTPP_PORT, SLUICE_HTTP_PORT",
    "SLUICE_CONFIGURATION, SLUICE_CONFIG",
  })
  void aMisnamedVariableIsRefusedAndToldTheRightName(String name, String right) {
    assertThatThrownBy(() -> Settings.read(List.of(), Map.of(name, "8080")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name + " is no setting: did you mean " + right + "?");
  }

  /** Variables as in Kubernetes' documentation of the Service API, for services of these names. */
  @ParameterizedTest
  @CsvSource({
    "SLUICE_SERVICE_HOST, 10.96.0.1",
    "SLUICE_SERVICE_PORT, 80",
    "SLUICE_SERVICE_PORT_HTTP, 80",
    "SLUICE_PORT, tcp://10.96.0.1:80",
    "SLUICE_PORT_80_TCP, tcp://10.96.0.1:80",
    "SLUICE_PORT_80_TCP_PROTO, tcp",
    "SLUICE_PORT_80_TCP_PORT, 80",
    "SLUICE_PORT_80_TCP_ADDR, 10.96.0.1",
    "SLUICE_EXTRA_SERVICE_HOST, 10.96.0.1",
    "SLUICE_EXTRA_PORT, tcp://10.96.0.1:80",
    "SLUICE_EXTRA_PORT_30100_UDP_ADDR, 10.96.0.1",
    "SLUICE_JAVA_HOME, /opt/java",
    "SLUICE_JAVA_OPTS, -Xmx4g",
    "SLUICE_CHROMIUM, /usr/bin/chromium",
    "SLUICEGATE, open",
  })
  void variablesThatOthersSetChangeNothing(String name, String value) {
    assertThat(Settings.read(List.of(), Map.of(name, value))).isEqualTo(Settings.defaults());
  }

  @Test
  void aServiceThatIsNamedLikeASettingIsToldApartFromABadValue() {
    assertThatThrownBy(
            () -> Settings.read(List.of(), Map.of("SLUICE_MEDIA_PORT", "tcp://10.96.0.1:30100")))
        .hasMessageContaining("enableServiceLinks: false");
  }

  @Test
  void aFlagIsNotBlamedOnTheVariableThatItBeats() {
    assertThatThrownBy(() -> Settings.read(List.of("--loops", "-1"), Map.of("SLUICE_LOOPS", "2")))
        .message()
        .doesNotContain("SLUICE_LOOPS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ice-server     | turn:turn.test:3478;ada",
        "--ice-server     | turn:turn.test,ada,",
        "--webhook        | ftp://ada:",
        "--webhook        | hook?token=",
        "--key            | ",
        "--key            | main:too-short-",
        "--key-file       | ",
        "--turn-secrett   | ",
        "--webhook-secret | ",
      })
  void noSecretIsInWhatIsSaidOfABadValue(String flag, String before) throws Exception {
    String bad = (before == null ? "" : before) + "hunter2";
    String name = flag.substring(2);
    if (name.equals("key-file")) {
      bad = Files.writeString(folder.resolve("keys"), bad).toString();
    }
    String value = bad;
    String file = write("loops: 1\n%s: '%s'\n".formatted(name, value));

    assertSaysNoSecret(() -> Settings.read(List.of(flag, value), Map.of()));
    assertSaysNoSecret(() -> Settings.read(List.of(flag + "=" + value), Map.of()));
    assertSaysNoSecret(
        () -> Settings.read(List.of(), Map.of(SettingSources.variable(name), value)));
    assertSaysNoSecret(() -> Settings.read(List.of("--config", file), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'turn-secret: \"hunter2'",
        "'turn-secret: a: hunter2'",
        "'turn-secret: hunter2\n  loops: 1'",
        "'keys:\n  - main: hunter2'",
        "'keys: {main: {hunter2: 1}}'",
        "'webhook-secret: {a: hunter2}'",
        "'turn-secret: @hunter2'",
        "'turn-secret: hunter2\nturn-secret: hunter2'",
      })
  void noSecretIsInWhatIsSaidOfABadFile(String content) throws Exception {
    String file = write(content);

    assertSaysNoSecret(() -> Settings.read(List.of("--config", file), Map.of()));
  }

  @Test
  void noSecretIsInSettingsAsText() {
    assertThat(
            Settings.read(
                    List.of(
                        "--ice-server",
                        "turn:turn.test:3478,turn:own.test;ada;hunter2",
                        "--turn-secret",
                        "hunter2",
                        "--webhook",
                        "https://hook.test/",
                        "--webhook-secret",
                        "hunter2",
                        "--key",
                        "main:hunter2hunter2hunter2hunter2hunter2"),
                    Map.of())
                .toString())
        .doesNotContain("hunter2");
  }

  @Test
  void whatTakesARestartIsNamed() {
    Options running = new Options();
    CommandLineSettings.read(running, List.of(), Map.of());
    Options now = new Options();
    CommandLineSettings.read(
        now,
        List.of("--loops", "2", "--http-port", "8081", "--log-level", "warn", "--max-cpu", "50"),
        Map.of("SLUICE_KEY", "main:0123456789abcdef0123456789abcdef"));

    assertThat(now.restartFor(running)).containsExactly("http-port", "loops");
    assertThat(running.restartFor(running)).isEmpty();
  }

  private static void assertSaysNoSecret(ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOf(SettingsException.class)
        .hasNoCause()
        .message()
        .doesNotContain("hunter2");
  }

  private String write(String content) throws Exception {
    return Files.writeString(folder.resolve("sluice.yaml"), content).toString();
  }
}

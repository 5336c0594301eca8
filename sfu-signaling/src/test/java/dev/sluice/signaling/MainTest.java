package dev.sluice.signaling;

import static dev.sluice.signaling.access.TokensForTests.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.signaling.peer.FakeMediaStack;
import dev.sluice.signaling.peer.MediaStack;
import dev.sluice.signaling.peer.Offers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpTellsEverySetting() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--http-port", "--media-advertise", "--open", "run");
  }

  @Test
  void runHasItsOwnHelp() {
    assertThat(execute("run", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("sluice run", "--http-port");
  }

  @Test
  void versionIsPrinted() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("sluice ");
  }

  @Test
  void aBadSettingIsOneSentence() {
    assertThat(execute("--http-port", "abc")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("--http-port");
  }

  @Test
  void onePortForBothIsOneSentence() {
    assertThat(execute("--http-port", "9000", "--media-port", "9000")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("http-port and media-port are both 9000");
  }

  @Test
  void theDoctorSaysWhatWouldBeAnnouncedAndEnds() {
    assertThat(execute("doctor")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("NOTE", "127.0.0.1: found on");
  }

  @Test
  void aStunServerThatIsNoneIsOneSentence() {
    assertThat(execute("doctor", "--stun-server", "what is this")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("stun.example.org:3478");
  }

  @Test
  void aMistypedOptionIsToldTheRightOne() {
    assertThat(execute("--http-prot", "8081")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("There is no --http-prot: did you mean", "--http-port");
  }

  @Test
  void aWordThatIsNoCommandIsSentToTheHelp() {
    assertThat(execute("serve")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("There is no serve", "--help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--turn-secret hunter2",
        "--turn-secret a hunter2",
        "run --turn-secret a hunter2",
        "--turn-secret hunter2 --loops many",
        "--turn-secrett=hunter2",
        "--turn-secrett hunter2",
        "--webhook-secret hunter2",
        "--ice-server turn:turn.test;hunter2",
        "--key hunter2",
        "run --key main:hunter2",
        "token --room r --key main:hunter2",
      })
  void noSecretIsInWhatIsSaidOfABadStart(String arguments) {
    assertThat(execute(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).doesNotContain("hunter2");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aBadSettingOfRunIsOneSentence() {
    assertThat(execute("run", "--http-host", "0.0.0.0")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("--open");
  }

  @Test
  void aTokenIsPrintedThatAServerWithTheSameKeyLetsIn() throws Exception {
    assertThat(execute("token", "--room", "r", "--identity", "ada", "--publish", "--key", KEY))
        .isZero();

    try (TestServer server = TestServer.start("--key", KEY)) {
      String token = out.toString(StandardCharsets.UTF_8).strip();
      HttpResponse<String> published =
          server.send(
              "POST",
              "/whip/r/ada",
              Offers.offer().video("sendonly").sdp(),
              "Content-Type",
              "application/sdp",
              "Authorization",
              "Bearer " + token);
      assertThat(published.statusCode()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "token --room r                                   | --key ID:SECRET",
        "token --key %s                                   | --room NAME",
        "token --room r --key %s --publish smell          | not smell",
        "token --room r --key %s --expires-in tomorrow    | such as 90s",
        "token --room r --key k1:short                    | HS256 needs 32",
        "token --room r --key nocolonbutsecret            | ID:SECRET",
      })
  void aTokenThatCannotBeMadeIsOneSentence(String arguments, String explanation) {
    assertThat(execute(arguments.formatted(KEY).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains(explanation)
        .doesNotContain("nocolonbutsecret");
  }

  @Test
  void aConfigurationCanBeCheckedWithoutStarting(@TempDir Path folder) throws Exception {
    Path good = Files.writeString(folder.resolve("good.yaml"), "http-port: 8081\n");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "open: true\nhtp-port: 8081\n");

    assertThat(execute("check-config", good.toString())).isZero();
    assertThat(execute("check-config", bad.toString())).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("can be used");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("htp-port in line 2: did you mean http-port?");
  }

  @Test
  void aConfigurationWhoseCertificateIsMissingIsRefusedByName(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tls.yaml"),
            "http-tls-certificate: %s/no.pem\nhttp-tls-key: %s/no.key\n".formatted(folder, folder));

    assertThat(execute("check-config", file.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .contains("no.pem does not exist");
  }

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(execute("--http-port", String.valueOf(port))).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .hasLineCount(1)
          .contains("Port " + port + " on 127.0.0.1 is in use");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneSentence() {
    assertThat(execute("--http-host", "192.0.2.1", "--open")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("192.0.2.1");
  }

  @Test
  void mediaThatCannotStartIsOneSentence() {
    int exitCode =
        new Main(
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                (settings, control) -> {
                  throw new IOException("Port 10000 is in use.");
                })
            .execute("--http-port", "0");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines("sluice: Port 10000 is in use.");
  }

  private int execute(String... arguments) {
    MediaStack.Opener opener = (settings, control) -> new FakeMediaStack(control);
    return new Main(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            opener)
        .execute(arguments);
  }
}

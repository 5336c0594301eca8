package dev.sluice.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line by which Docker asks whether the container is well, run as Docker runs it. */
class HealthCheckTest {

  private static final Path DOCKERFILE =
      Path.of("").toAbsolutePath().getParent().resolve("docker/Dockerfile");
  private static final Pattern HEALTHCHECK =
      Pattern.compile("^HEALTHCHECK [^\\n]*\\\\\\n *CMD (\\[.*])$", Pattern.MULTILINE);
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  /** The shells of Debian and Ubuntu find Bash, that of Alpine wget alone. */
  @ParameterizedTest
  @ValueSource(strings = {"bash", "wget"})
  void aServerThatLivesIsWell(String tool) throws Exception {
    try (TestServer server = TestServer.start()) {
      assertThat(check(tool, server.port(), false)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "wget"})
  void whereNobodyListensItIsNot(String tool) throws Exception {
    assertThat(check(tool, closedPort(), false)).isNotZero();
    assertThat(check(tool, closedPort(), true)).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "wget"})
  void oneThatAnswersWithAnErrorIsNot(String tool) throws Exception {
    HttpServer broken =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    broken.createContext(
        "/",
        request -> {
          request.sendResponseHeaders(503, -1);
          request.close();
        });
    broken.start();
    try {
      assertThat(check(tool, broken.getAddress().getPort(), false)).isNotZero();
    } finally {
      broken.stop(0);
    }
  }

  @Test
  void withHttpsItIsEnoughThatThePortAnswers() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThat(check("bash", port.getLocalPort(), true)).isZero();
    }
  }

  /** Its exit code, where nothing is installed but what it takes and {@code tool}. */
  private int check(String tool, int port, boolean https) throws Exception {
    for (String program : List.of(tool, "sh", "head", "grep")) {
      Path installed = Path.of("/usr/bin", program);
      assumeTrue(Files.isExecutable(installed), "there is no " + installed);
      Path here = folder.resolve(program);
      Files.writeString(here, "#!/bin/sh\nexec %s \"$@\"\n".formatted(installed));
      Files.setPosixFilePermissions(here, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().clear();
    builder.environment().put("PATH", folder.toString());
    builder.environment().put("SLUICE_HTTP_PORT", String.valueOf(port));
    if (https) {
      builder.environment().put("SLUICE_HTTP_TLS_CERTIFICATE", "fullchain.pem");
    }
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static List<String> command() throws IOException {
    Matcher healthcheck = HEALTHCHECK.matcher(Files.readString(DOCKERFILE));
    assertThat(healthcheck.find()).isTrue();
    return List.of(new ObjectMapper().readValue(healthcheck.group(1), String[].class));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }
}

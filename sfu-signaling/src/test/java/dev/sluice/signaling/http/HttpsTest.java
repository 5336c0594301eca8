package dev.sluice.signaling.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.signaling.ServerStartException;
import dev.sluice.signaling.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP port with an operator's certificate. */
class HttpsTest {

  @TempDir private Path folder;
  private Path certificate;
  private Path key;
  private TestCertificate first;

  @BeforeEach
  void write() throws Exception {
    certificate = folder.resolve("fullchain.pem");
    key = folder.resolve("privkey.pem");
    first = TestCertificate.make(folder, "first", "-1d", 90);
    first.write(certificate, key, 1_000_000);
  }

  private TestServer start() throws ServerStartException {
    return TestServer.start(
        "--http-tls-certificate", certificate.toString(), "--http-tls-key", key.toString());
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(this::start)
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining(sentence);
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** The name in the certificate that a new client is shown. */
  private static String shown(TestServer server, TestCertificate... trusted) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(TestCertificate.trusting(trusted)).build()) {
      X509Certificate peer =
          (X509Certificate)
              get(client, server.uri("/healthz"))
                  .sslSession()
                  .orElseThrow()
                  .getPeerCertificates()[0];
      return peer.getSubjectX500Principal().getName();
    }
  }

  @Test
  void pagesApiAndWebSocketsAreReachedByTls() throws Exception {
    try (TestServer server = start();
        HttpClient client =
            HttpClient.newBuilder().sslContext(TestCertificate.trusting(first)).build()) {
      assertThat(server.uri("/").getScheme()).isEqualTo("https");
      assertThat(get(client, server.uri("/healthz")).statusCode()).isEqualTo(200);

      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("wss://localhost:" + server.port() + "/ws"),
                  new WebSocket.Listener() {})
              .get(10, TimeUnit.SECONDS);
      assertThat(socket.isOutputClosed()).isFalse();
      socket.abort();
    }
  }

  @Test
  void renewedFilesAreTakenUpByThoseWhoComeNext() throws Exception {
    try (TestServer server = start()) {
      assertThat(shown(server, first)).isEqualTo("CN=first");
      TestCertificate second = TestCertificate.make(folder, "second", "-1d", 90);
      second.write(certificate, key, 2_000_000);

      server.use("--http-port", "0");

      assertThat(shown(server, first, second)).isEqualTo("CN=second");
    }
  }

  @Test
  void filesThatDoNotFitTogetherChangeNothing() throws Exception {
    try (TestServer server = start()) {
      TestCertificate second = TestCertificate.make(folder, "second", "-1d", 90);
      second.write(certificate, folder.resolve("elsewhere.pem"), 2_000_000);

      server.use("--http-port", "0");

      assertThat(shown(server, first, second)).isEqualTo("CN=first");
    }
  }

  @Test
  void itsEndIsAMetric() throws Exception {
    try (TestServer server = start();
        HttpClient client =
            HttpClient.newBuilder().sslContext(TestCertificate.trusting(first)).build()) {
      assertThat(get(client, server.uri("/metrics")).body())
          .contains("sluice_https_certificate_end_timestamp_seconds");
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsOneSentence() throws Exception {
    TestCertificate.make(folder, "second", "-1d", 90)
        .write(folder.resolve("elsewhere.pem"), key, 1_000_000);

    assertRefused("does not belong to the certificate file");
  }

  @Test
  void anExpiredCertificateIsOneSentence() throws Exception {
    TestCertificate.make(folder, "old", "-10d", 5).write(certificate, key, 1_000_000);

    assertRefused("has expired on");
  }

  @Test
  void aMissingFileIsOneSentence() throws Exception {
    Files.delete(certificate);

    assertRefused("does not exist");
  }
}

package dev.sluice.signaling.http;

import dev.sluice.dtls.CertificateFileException;
import dev.sluice.signaling.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for pages, WebSocket, WHIP, WHEP and API: plain HTTP, or HTTPS with a certificate that
 * is read again where its files are renewed. On the control thread.
 */
public final class HttpPort {

  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

  /** As long as a client may take to answer a close frame. */
  private static final int CLOSING_SECONDS = 2;

  /** A connection on which nothing passes for so many intervals of pings is closed. */
  private static final int IDLE_PINGS = 6;

  /** How often the certificate's files are looked at. */
  private static final Duration RENEWAL = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Settings settings;
  private final InstantSource clock;
  private final Handler<HttpConnection> connections;
  private final Handler<HttpServerRequest> requests;
  private final Optional<Settings.Certificate> files;
  private Optional<HttpsCertificate> certificate = Optional.empty();
  private HttpServer server;

  /**
   * Made of the settings; {@link #listen} opens it.
   *
   * @param connections is told of each that is accepted, before its first request
   */
  public HttpPort(
      Vertx vertx,
      Settings settings,
      InstantSource clock,
      Handler<HttpConnection> connections,
      Handler<HttpServerRequest> requests) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    this.connections = connections;
    this.requests = requests;
    this.files = settings.http().certificate();
  }

  /**
   * Says whether the files can be used.
   *
   * @throws CertificateFileException if they can't; the message is a sentence for the operator
   */
  public static void check(Settings.Certificate files) throws CertificateFileException {
    HttpsCertificate.read(files, Instant.now());
  }

  /**
   * Opens it.
   *
   * @return the port; fails with a {@link CertificateFileException} as well
   */
  public Future<Integer> listen() {
    HttpServerOptions options = options();
    if (files.isPresent()) {
      try {
        take(HttpsCertificate.read(files.get(), clock.instant()));
      } catch (CertificateFileException e) {
        return Future.failedFuture(e);
      }
      options.setSsl(true).setKeyCertOptions(certificate.get().keys());
      vertx.setPeriodic(RENEWAL.toMillis(), timer -> renew());
    }
    server =
        vertx.createHttpServer(options).connectionHandler(connections).requestHandler(requests);
    return server
        .listen(settings.http().port(), settings.http().host())
        .map(HttpServer::actualPort);
  }

  private HttpServerOptions options() {
    int messageBytes = settings.limits().messageBytes();
    return new HttpServerOptions()
        // Who has begun a request and says no more. A WebSocket's pings come oftener than that.
        .setIdleTimeout(Math.toIntExact(settings.limits().keepAlive().toMillis() * IDLE_PINGS))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxWebSocketFrameSize(messageBytes)
        .setMaxWebSocketMessageSize(messageBytes)
        // HTTP/1.1 does for what there is, and WebSockets need it.
        .setUseAlpn(false)
        .setHttp2ClearTextEnabled(false)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  /**
   * Takes up the certificate's files where they have been written since. Those that can't be used
   * change nothing, and the log says why.
   *
   * @return done when newcomers are shown it
   */
  public Future<Void> renew() {
    if (certificate.isEmpty() || !certificate.get().isOutdated(files.get())) {
      return Future.succeededFuture();
    }
    HttpsCertificate renewed;
    try {
      renewed = HttpsCertificate.read(files.get(), clock.instant());
    } catch (CertificateFileException e) {
      LOG.error("HTTPS keeps the former certificate: {}", e.getMessage());
      return Future.succeededFuture();
    }
    return server
        .updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(renewed.keys()))
        .onSuccess(updated -> take(renewed))
        .onFailure(cause -> LOG.error("HTTPS keeps the former certificate", cause))
        .mapEmpty();
  }

  private void take(HttpsCertificate read) {
    certificate = Optional.of(read);
    LOG.info("HTTPS: the certificate is good until {}", read.end());
    if (read.endsSoon(clock.instant())) {
      LOG.warn("The certificate in {} ends on {}: renew it", files.get().certificate(), read.end());
    }
  }

  /** When the certificate isn't good any more; empty with plain HTTP. */
  public Optional<Instant> certificateEnd() {
    return certificate.map(HttpsCertificate::end);
  }
}

package dev.sluice.signaling.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A published key set (RFC 7517), in a file or behind a URL. Read again where a token names a key
 * that it doesn't have, as after a rotation, and from time to time, so that a key that was taken
 * out is forgotten. Control thread only.
 */
public final class JsonWebKeys {

  private static final Logger LOG = LoggerFactory.getLogger(JsonWebKeys.class);

  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  /** Strangers' tokens can't make the server ask more often. */
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 1_048_576;

  private final Callable<JWKSet> source;
  private final Function<Callable<JWKSet>, Future<JWKSet>> blocking;
  private final LongSupplier nowNanos;
  private JWKSet known;
  private long readNanos;
  private Future<JWKSet> reading;

  /**
   * Nothing is read yet.
   *
   * @param location a file, or a URL of https or http
   * @param blocking runs elsewhere, and completes on the control thread
   * @param nowNanos a monotonic clock
   */
  public JsonWebKeys(
      String location, Function<Callable<JWKSet>, Future<JWKSet>> blocking, LongSupplier nowNanos) {
    this(() -> read(location), blocking, nowNanos);
  }

  JsonWebKeys(
      Callable<JWKSet> source,
      Function<Callable<JWKSet>, Future<JWKSet>> blocking,
      LongSupplier nowNanos) {
    this.source = source;
    this.blocking = blocking;
    this.nowNanos = nowNanos;
  }

  /** Reads the set in advance; fails where that can't be done now. */
  public Future<?> warmUp() {
    return read();
  }

  Future<Optional<JWK>> find(String keyId) {
    boolean old = readNanos + MAX_AGE.toNanos() - nowNanos.getAsLong() < 0;
    JWK found = known == null ? null : known.getKeyByKeyId(keyId);
    if (found != null && !old) {
      return Future.succeededFuture(Optional.of(found));
    }
    boolean justRead = readNanos + BETWEEN_READINGS.toNanos() - nowNanos.getAsLong() > 0;
    if (known != null && justRead && reading == null) {
      return Future.succeededFuture(Optional.ofNullable(found));
    }
    // While it can't be read again, what is known goes on to hold.
    return read()
        .map(set -> Optional.ofNullable(set.getKeyByKeyId(keyId)))
        .otherwise(Optional.ofNullable(found));
  }

  private Future<JWKSet> read() {
    if (reading == null) {
      readNanos = nowNanos.getAsLong();
      Future<JWKSet> begun = blocking.apply(source);
      reading = begun;
      begun.onComplete(
          done -> {
            reading = null;
            if (done.succeeded()) {
              known = done.result();
            } else {
              LOG.warn("The key set can't be read: {}", done.cause().toString());
            }
          });
      return begun;
    }
    return reading;
  }

  private static JWKSet read(String location) throws IOException, ParseException {
    return location.matches("https?://.*")
        ? JWKSet.load(URI.create(location).toURL(), TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES)
        : JWKSet.parse(Files.readString(Path.of(location)));
  }
}

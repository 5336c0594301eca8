package dev.sluice.signaling.http;

import dev.sluice.dtls.CertificateFileException;
import dev.sluice.dtls.PemKeyPair;
import dev.sluice.signaling.config.Settings;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * The certificate that the HTTP port shows, as it was in its files at one moment.
 *
 * @param modified when the files were written last
 */
record HttpsCertificate(PemKeyPair pair, List<FileTime> modified) {

  /** Whoever renews certificates does so earlier. */
  private static final Duration SHORT = Duration.ofDays(14);

  /** Of a key store that never leaves the process. */
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads it.
   *
   * @throws CertificateFileException if a file can't be read or used, or the certificate has
   *     expired
   */
  static HttpsCertificate read(Settings.Certificate files, Instant now)
      throws CertificateFileException {
    // Before the files themselves: what is written meanwhile is read again.
    List<FileTime> modified = modified(files);
    PemKeyPair pair = PemKeyPair.read(files.certificate(), files.key());
    Instant end = pair.chain().getFirst().getNotAfter().toInstant();
    if (end.isBefore(now)) {
      throw new CertificateFileException(
          "The certificate in %s has expired on %s: renew it."
              .formatted(files.certificate(), end.truncatedTo(ChronoUnit.SECONDS)));
    }
    return new HttpsCertificate(pair, modified);
  }

  /** Whether its files have been written since. */
  boolean isOutdated(Settings.Certificate files) {
    return !modified.equals(modified(files));
  }

  private static List<FileTime> modified(Settings.Certificate files) {
    return List.of(modified(files.certificate()), modified(files.key()));
  }

  /** One that isn't there was never written: reading it says so in plain words. */
  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /** When it isn't good any more. */
  Instant end() {
    return pair.chain().getFirst().getNotAfter().toInstant();
  }

  /** Whether it should have been renewed by now. */
  boolean endsSoon(Instant now) {
    return end().isBefore(now.plus(SHORT));
  }

  KeyCertOptions keys() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "https", pair.key(), NO_PASSWORD, pair.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return KeyCertOptions.wrap((X509KeyManager) keys.getKeyManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JDK can't keep a certificate in memory", e);
    }
  }
}

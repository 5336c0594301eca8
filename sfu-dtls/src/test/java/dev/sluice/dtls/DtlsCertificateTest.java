package dev.sluice.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys under {@code pem/} were made by OpenSSL for these tests alone. */
class DtlsCertificateTest {

  @TempDir Path directory;

  @Test
  void eachGeneratedCertificateIsAnother() {
    DtlsFingerprint one = DtlsCertificate.generate().fingerprint();
    DtlsFingerprint other = DtlsCertificate.generate().fingerprint();

    assertThat(one.format()).matches("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(one).isNotEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({
    "p256.pem, p256-sec1.key.pem, 7C:96:EB:83",
    "p256.pem, p256-pkcs8.key.pem, 7C:96:EB:83",
    "p384.pem, p384.key.pem, CE:90:94:D7",
    "rsa2048.pem, rsa2048-pkcs1.key.pem, AC:2F:CD:A8"
  })
  void anOperatorsPemFilesAreLoaded(String certificate, String key, String fingerprint)
      throws Exception {
    assertThat(DtlsCertificate.load(pem(certificate), pem(key)).fingerprint().value())
        .startsWith(fingerprint);
  }

  @Test
  void certificateAndKeyMayShareAFile() throws Exception {
    Path both = directory.resolve("both.pem");
    Files.writeString(
        both, Files.readString(pem("p256-sec1.key.pem")) + Files.readString(pem("p256.pem")));

    assertThat(DtlsCertificate.load(pem("p256.pem"), both).fingerprint().value())
        .startsWith("7C:96:EB:83");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    Path missing = directory.resolve("missing.pem");

    assertRefused(missing, pem("p384.key.pem"), "The certificate file " + missing);
    assertRefused(pem("p384.pem"), missing, "The key file " + missing + " does not exist.");
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    assertRefused(directory, pem("p384.key.pem"), "cannot be read");
  }

  @Test
  void aFileWithoutACertificateIsRefused() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.pem"));
    Path text = Files.writeString(directory.resolve("text.pem"), "not a certificate");

    assertRefused(empty, pem("p384.key.pem"), "holds no PEM certificate");
    assertRefused(text, pem("p384.key.pem"), "certificate file " + text);
  }

  @Test
  void aFileWithoutAKeyIsRefused() throws Exception {
    Path broken =
        Files.writeString(
            directory.resolve("broken.pem"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

    assertRefused(pem("p256.pem"), pem("p256.pem"), "holds no PEM private key");
    assertRefused(pem("p256.pem"), broken, "holds no private key of the certificate's kind");
  }

  @Test
  void anEncryptedKeyIsRefused() throws Exception {
    assertRefused(pem("p256.pem"), pem("p256-encrypted.key.pem"), "is encrypted");
  }

  @Test
  void aForeignKeyIsRefused() throws Exception {
    assertRefused(pem("p384.pem"), pem("p256-pkcs8.key.pem"), "does not belong to");
    assertRefused(pem("rsa2048.pem"), pem("p256-pkcs8.key.pem"), "of the certificate's kind, RSA");
  }

  @Test
  void aWeakKeyIsRefused() throws Exception {
    assertRefused(pem("rsa1024.pem"), pem("rsa2048-pkcs1.key.pem"), "RSA of at least 2048 bits");
  }

  private static void assertRefused(Path certificate, Path key, String message) {
    assertThatExceptionOfType(CertificateFileException.class)
        .isThrownBy(() -> DtlsCertificate.load(certificate, key))
        .withMessageContaining(message);
  }

  static Path pem(String name) throws URISyntaxException {
    return Path.of(DtlsCertificateTest.class.getResource("pem/" + name).toURI());
  }
}

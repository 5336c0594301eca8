package dev.sluice.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fingerprints of pem/p256.pem are OpenSSL's. */
class DtlsFingerprintTest {

  private static final String SHA_256 =
      "sha-256 7C:96:EB:83:10:5A:44:73:67:F4:43:D4:53:11:66:8D:"
          + "DD:E1:D0:8C:FC:EF:03:57:1E:EC:B7:5C:43:F3:A6:24";
  private static final String SHA_384 =
      "sha-384 E5:2D:A9:BE:80:6A:A0:4F:60:CA:3C:07:E1:53:42:37:FA:DD:81:DB:09:36:76:18:"
          + "AF:84:48:63:CD:08:B7:98:6E:D4:F5:C0:72:EA:51:A2:FE:B6:46:40:CC:B7:37:07";
  private static final String SHA_512 =
      "sha-512 71:AE:B8:91:9A:E3:23:80:E1:C3:9F:20:CE:01:A5:5E:4A:95:D7:59:BF:60:FB:5C:"
          + "08:40:2A:C4:F6:1C:6E:36:F0:E1:AF:4F:55:58:AD:AD:68:36:89:34:A9:64:5B:8E:"
          + "7D:3A:96:23:2B:53:4E:40:DC:02:0D:47:F0:96:BC:F3";
  private static final String OTHER_SHA_256 =
      "sha-256 00:96:EB:83:10:5A:44:73:67:F4:43:D4:53:11:66:8D:"
          + "DD:E1:D0:8C:FC:EF:03:57:1E:EC:B7:5C:43:F3:A6:24";
  private static final String SHA_1 =
      "sha-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB";

  @ParameterizedTest
  @ValueSource(strings = {SHA_256, SHA_384, SHA_512})
  void eachAcceptableHashMatchesItsCertificate(String attribute) throws Exception {
    DtlsFingerprint fingerprint = DtlsFingerprint.parse(attribute);

    assertThat(fingerprint.isAcceptable()).isTrue();
    assertThat(DtlsFingerprint.anyMatches(List.of(fingerprint), certificate())).isTrue();
    assertThat(fingerprint.format()).isEqualTo(attribute);
  }

  @Test
  void caseDoesNotMatter() throws Exception {
    DtlsFingerprint fingerprint =
        DtlsFingerprint.parse(SHA_256.replace("sha", "SHA").replace("EB", "eb"));

    assertThat(fingerprint).isEqualTo(DtlsFingerprint.parse(SHA_256));
    assertThat(DtlsFingerprint.anyMatches(List.of(fingerprint), certificate())).isTrue();
  }

  @Test
  void oneOfSeveralIsEnough() throws Exception {
    List<DtlsFingerprint> offered =
        List.of(
            DtlsFingerprint.parse(SHA_1),
            DtlsFingerprint.parse(OTHER_SHA_256),
            DtlsFingerprint.parse(SHA_512));

    assertThat(DtlsFingerprint.anyMatches(offered, certificate())).isTrue();
    assertThat(DtlsFingerprint.anyMatches(offered.subList(0, 2), certificate())).isFalse();
  }

  @Test
  void sha1AndMd5AreReadButNotAcceptable() {
    assertThat(DtlsFingerprint.parse(SHA_1).isAcceptable()).isFalse();
    assertThat(DtlsFingerprint.parse("md5 AB:CD").isAcceptable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-256",
        "sha-256 ",
        "sha-256 A",
        "sha-256 ABCD",
        "sha-256 AB:",
        "sha-256 AB:CG",
        "AB:CD"
      })
  void whatIsNoFingerprintIsRefused(String attribute) {
    assertThatIllegalArgumentException().isThrownBy(() -> DtlsFingerprint.parse(attribute));
  }

  private static byte[] certificate() throws IOException, CertificateException {
    try (InputStream pem = DtlsFingerprintTest.class.getResourceAsStream("pem/p256.pem")) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded();
    }
  }
}

package dev.sluice.dtls;

import dev.sluice.dtls.DtlsFailure.Reason;
import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * What either role demands of the peer, and what came of it. Used by the connection's own thread
 * alone.
 */
final class HandshakeTerms {

  /** Forward secrecy and AEAD, as RFC 8827 section 6.5 wants them. */
  static final int[] ECDSA_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  };

  static final int[] RSA_SUITES = {
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  };

  /** A post-quantum ClientHello has 2 kB, a long certificate chain 8. */
  static final int MAX_HANDSHAKE_MESSAGE_BYTES = 16 * 1024;

  private final DtlsCertificate certificate;
  private final List<DtlsFingerprint> expected;
  private final List<SrtpProfile> profiles;
  private final DtlsTimers timers;
  private SrtpProfile profile;
  private SrtpKeys keys;
  private DtlsFailure refusal;
  private boolean peerClosed;

  HandshakeTerms(
      DtlsCertificate certificate,
      List<DtlsFingerprint> expected,
      List<SrtpProfile> profiles,
      DtlsTimers timers) {
    this.certificate = certificate;
    this.expected = expected;
    this.profiles = profiles;
    this.timers = timers;
  }

  DtlsCertificate certificate() {
    return certificate;
  }

  /** Those that this side agrees to, its favourite first. */
  List<SrtpProfile> profiles() {
    return profiles;
  }

  DtlsTimers timers() {
    return timers;
  }

  /** The keys, once the handshake is complete. */
  SrtpKeys keys() {
    return keys;
  }

  /** Why this side ended the handshake, if it was over one of these terms; else null. */
  DtlsFailure refusal() {
    return refusal;
  }

  void notePeerClosed() {
    peerClosed = true;
  }

  boolean peerClosed() {
    return peerClosed;
  }

  /** Notes why, and makes the alert that ends the handshake. */
  TlsFatalAlert refuse(short alert, Reason reason, String message) {
    refusal = new DtlsFailure(reason, message);
    return new TlsFatalAlert(alert, message);
  }

  /** Picks this side's favourite among the peer's profiles. */
  SrtpProfile chooseProfile(int[] offered) throws TlsFatalAlert {
    for (SrtpProfile candidate : profiles) {
      for (int code : offered) {
        if (candidate.code() == code) {
          profile = candidate;
          return candidate;
        }
      }
    }
    throw noProfile();
  }

  TlsFatalAlert noProfile() {
    return refuse(
        AlertDescription.handshake_failure,
        Reason.NO_SRTP_PROFILE,
        "the peer did not agree to an SRTP protection profile; this side's are " + profiles);
  }

  /** The one thing that ties the DTLS peer to the signaling (RFC 8827 section 5.6.3). */
  void checkFingerprint(Certificate shown) throws IOException {
    if (shown == null || shown.isEmpty()) {
      throw refuse(
          AlertDescription.bad_certificate,
          Reason.FINGERPRINT_MISMATCH,
          "the peer showed no certificate");
    }
    byte[] der = shown.getCertificateAt(0).getEncoded();
    if (!DtlsFingerprint.anyMatches(expected, der)) {
      throw refuse(
          AlertDescription.bad_certificate,
          Reason.FINGERPRINT_MISMATCH,
          "the peer's certificate has the fingerprint %s, which its description does not announce"
              .formatted(DtlsFingerprint.ofCertificate(der).format()));
    }
  }

  void exportKeys(TlsContext context, DtlsRole role) {
    byte[] material =
        context.exportKeyingMaterial(
            SrtpKeys.EXPORTER_LABEL, null, SrtpKeys.exportedLength(profile));
    keys = SrtpKeys.ofExported(profile, material, role == DtlsRole.CLIENT);
  }

  /**
   * Signatures the peer may use. Browsers show ECDSA certificates; GStreamer and older tools RSA
   * ones.
   */
  // BouncyCastle takes nothing but a Vector.
  @SuppressWarnings("JdkObsolete")
  static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    return new Vector<>(
        List.of(
            DtlsCertificate.ecdsa(HashAlgorithm.sha256),
            DtlsCertificate.ecdsa(HashAlgorithm.sha384),
            DtlsCertificate.ecdsa(HashAlgorithm.sha512),
            SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
            SignatureAndHashAlgorithm.rsa_pss_rsae_sha384,
            SignatureAndHashAlgorithm.rsa_pss_rsae_sha512,
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.rsa),
            SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha512, SignatureAlgorithm.rsa)));
  }
}

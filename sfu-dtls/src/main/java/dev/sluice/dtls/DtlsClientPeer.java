package dev.sluice.dtls;

import dev.sluice.dtls.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import java.util.stream.IntStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** BouncyCastle's questions to a DTLS client, answered by {@link HandshakeTerms}. */
final class DtlsClientPeer extends DefaultTlsClient {

  private final HandshakeTerms terms;

  DtlsClientPeer(HandshakeTerms terms) {
    super(terms.certificate().crypto());
    this.terms = terms;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  /** Both kinds: the suite follows the server's certificate, not ours. */
  @Override
  protected int[] getSupportedCipherSuites() {
    return IntStream.concat(
            IntStream.of(HandshakeTerms.ECDSA_SUITES), IntStream.of(HandshakeTerms.RSA_SUITES))
        .toArray();
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return HandshakeTerms.signatureAlgorithms();
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return (int) terms.timers().handshake().toMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return (int) terms.timers().firstResend().toMillis();
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return HandshakeTerms.MAX_HANDSHAKE_MESSAGE_BYTES;
  }

  /** Keys are exported, so the handshake must be bound to its session (RFC 7627 section 5.4). */
  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  /** The fingerprint vouches for the certificate, however it was signed. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  // BouncyCastle's API is older than generics.
  @SuppressWarnings("rawtypes")
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    int[] profiles = terms.profiles().stream().mapToInt(SrtpProfile::code).toArray();
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
    return extensions;
  }

  @Override
  // BouncyCastle's API is older than generics.
  @SuppressWarnings("rawtypes")
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    UseSRTPData answer = TlsSRTPUtils.getUseSRTPExtension(extensions);
    // One profile, and no master key identifier that was not offered (RFC 5764 section 4.1.1).
    if (answer == null
        || answer.getProtectionProfiles().length != 1
        || answer.getMki().length != 0) {
      throw terms.noProfile();
    }
    terms.chooseProfile(answer.getProtectionProfiles());
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        terms.checkFingerprint(shown.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) {
        return terms.certificate().signer(context);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    terms.exportKeys(context, DtlsRole.CLIENT);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    if (description == AlertDescription.close_notify) {
      terms.notePeerClosed();
    }
  }
}

package dev.sluice.dtls;

import dev.sluice.dtls.DtlsFailure.Reason;
import dev.sluice.dtls.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** BouncyCastle's questions to a DTLS server, answered by {@link HandshakeTerms}. */
final class DtlsServerPeer extends DefaultTlsServer {

  private final HandshakeTerms terms;
  private SrtpProfile profile;

  DtlsServerPeer(HandshakeTerms terms) {
    super(terms.certificate().crypto());
    this.terms = terms;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return terms.certificate().isRsa() ? HandshakeTerms.RSA_SUITES : HandshakeTerms.ECDSA_SUITES;
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

  /** Comes before everything else in the ClientHello is looked at. */
  @Override
  public void notifyClientVersion(ProtocolVersion clientVersion) throws IOException {
    ProtocolVersion[] offered = context.getClientSupportedVersions();
    if (!ProtocolVersion.contains(offered, ProtocolVersion.DTLSv12)) {
      throw terms.refuse(
          AlertDescription.protocol_version,
          Reason.PROTOCOL_VERSION,
          "the peer offers %s only; DTLS 1.2 is needed".formatted(Arrays.toString(offered)));
    }
    super.notifyClientVersion(clientVersion);
  }

  @Override
  // BouncyCastle's API is older than generics.
  @SuppressWarnings("rawtypes")
  public void processClientExtensions(Hashtable extensions) throws IOException {
    super.processClientExtensions(extensions);
    UseSRTPData offer = TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (offer == null) {
      throw terms.noProfile();
    }
    profile = terms.chooseProfile(offer.getProtectionProfiles());
  }

  @Override
  // BouncyCastle's API is older than generics.
  @SuppressWarnings("rawtypes")
  public Hashtable getServerExtensions() throws IOException {
    if (profile == null) {
      // A ClientHello without any extension.
      throw terms.noProfile();
    }
    Hashtable extensions = super.getServerExtensions();
    if (extensions == null) {
      extensions = new Hashtable();
    }
    // No master key identifier, whatever the client offers (RFC 5764 section 4.1.3).
    TlsSRTPUtils.addUseSRTPExtension(
        extensions, new UseSRTPData(new int[] {profile.code()}, TlsUtils.EMPTY_BYTES));
    return extensions;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() {
    return terms.certificate().signer(context);
  }

  @Override
  protected TlsCredentialedSigner getRSASignerCredentials() {
    return terms.certificate().signer(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        HandshakeTerms.signatureAlgorithms(),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    terms.checkFingerprint(certificate);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    terms.exportKeys(context, DtlsRole.SERVER);
    // A kilobyte that nobody asks for any more, as long as the connection lives.
    clientExtensions = null;
    serverExtensions.clear();
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    if (description == AlertDescription.close_notify) {
      terms.notePeerClosed();
    }
  }
}

package dev.sluice.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * The certificate, with its private key, that this side shows to peers. Immutable; one serves all
 * connections of a process.
 */
public final class DtlsCertificate {

  /** Browsers name theirs so too: the certificate says nothing but its key. */
  private static final X500Name SUBJECT = new X500Name("CN=WebRTC");

  /** Longer than a process runs; peers check the fingerprint, not the dates. */
  private static final Duration VALIDITY = Duration.ofDays(3650);

  private static final int MIN_RSA_BITS = 2048;

  /** A peer's clock may be slow. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

  private final BcTlsCrypto crypto;
  private final Certificate chain;
  private final AsymmetricKeyParameter key;
  private final SignatureAndHashAlgorithm algorithm;
  private final DtlsFingerprint fingerprint;

  /**
   * @param chain DER, the certificate of {@code key} first
   */
  DtlsCertificate(List<byte[]> chain, PrivateKey key, SignatureAndHashAlgorithm algorithm)
      throws IOException {
    this.crypto = new FrugalTlsCrypto(new SecureRandom());
    TlsCertificate[] certificates = new TlsCertificate[chain.size()];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = crypto.createCertificate(chain.get(i));
    }
    this.chain = new Certificate(certificates);
    this.key = PrivateKeyFactory.createKey(key.getEncoded());
    this.algorithm = algorithm;
    this.fingerprint = DtlsFingerprint.ofCertificate(chain.getFirst());
  }

  /** A new self-signed ECDSA P-256 certificate. */
  public static DtlsCertificate generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keyPair = generator.generateKeyPair();
      return new DtlsCertificate(
          List.of(selfSigned(keyPair)), keyPair.getPrivate(), ecdsa(HashAlgorithm.sha256));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot make an ECDSA P-256 certificate", e);
    }
  }

  /**
   * An operator's certificate.
   *
   * @param certificate PEM, one certificate or a chain that begins with the key's own
   * @param key PEM, unencrypted: PKCS#8, SEC 1 or PKCS#1; ECDSA on P-256 or P-384, or RSA of at
   *     least 2048 bits
   * @throws CertificateFileException if a file cannot be read or used
   */
  public static DtlsCertificate load(Path certificate, Path key) throws CertificateFileException {
    // First, so that a certificate that is of no use is not blamed on its key.
    SignatureAndHashAlgorithm algorithm =
        algorithm(PemKeyPair.certificates(certificate).getFirst(), certificate);
    PemKeyPair pair = PemKeyPair.read(certificate, key);
    try {
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate each : pair.chain()) {
        encoded.add(each.getEncoded());
      }
      return new DtlsCertificate(encoded, pair.key(), algorithm);
    } catch (CertificateException | IOException e) {
      throw new CertificateFileException(
          "The certificate file %s cannot be used for DTLS: %s"
              .formatted(certificate, e.getMessage()),
          e);
    }
  }

  private static SignatureAndHashAlgorithm algorithm(X509Certificate certificate, Path file)
      throws CertificateFileException {
    return switch (certificate.getPublicKey()) {
      case ECPublicKey key when key.getParams().getOrder().bitLength() == 256 ->
          ecdsa(HashAlgorithm.sha256);
      case ECPublicKey key when key.getParams().getOrder().bitLength() == 384 ->
          ecdsa(HashAlgorithm.sha384);
      case RSAPublicKey key when key.getModulus().bitLength() >= MIN_RSA_BITS ->
          SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa);
      default ->
          throw new CertificateFileException(
              ("The certificate file %s has a key that DTLS can't use here; ECDSA on P-256 or"
                      + " P-384, or RSA of at least %d bits would do.")
                  .formatted(file, MIN_RSA_BITS));
    };
  }

  /** What goes into {@code a=fingerprint}: SHA-256. */
  public DtlsFingerprint fingerprint() {
    return fingerprint;
  }

  /** Shared by all connections; safe for use by many threads. */
  BcTlsCrypto crypto() {
    return crypto;
  }

  boolean isRsa() {
    return algorithm.getSignature() == SignatureAlgorithm.rsa;
  }

  TlsCredentialedSigner signer(TlsContext context) {
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, key, chain, algorithm);
  }

  static SignatureAndHashAlgorithm ecdsa(short hash) {
    return SignatureAndHashAlgorithm.getInstance(hash, SignatureAlgorithm.ecdsa);
  }

  private static byte[] selfSigned(KeyPair keyPair) throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    Instant now = Instant.now();
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    // RFC 5280 section 4.1.2.2: positive, at most 20 octets.
    generator.setSerialNumber(new ASN1Integer(new BigInteger(64, new SecureRandom()).setBit(63)));
    generator.setIssuer(SUBJECT);
    generator.setSubject(SUBJECT);
    generator.setSignature(algorithm);
    generator.setStartDate(new Time(Date.from(now.minus(CLOCK_TOLERANCE))));
    generator.setEndDate(new Time(Date.from(now.plus(VALIDITY))));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(keyPair.getPublic().getEncoded()));
    TBSCertificate certificate = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keyPair.getPrivate());
    signature.update(certificate.getEncoded(ASN1Encoding.DER));
    return new DERSequence(
            new ASN1Encodable[] {certificate, algorithm, new DERBitString(signature.sign())})
        .getEncoded(ASN1Encoding.DER);
  }
}

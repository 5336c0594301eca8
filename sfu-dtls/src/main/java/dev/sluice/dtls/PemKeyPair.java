package dev.sluice.dtls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Reads an operator's certificate and key from PEM files (RFC 7468). */
final class PemCertificate {

  private static final int MIN_RSA_BITS = 2048;

  private PemCertificate() {}

  static DtlsCertificate load(Path certificateFile, Path keyFile) throws DtlsCertificateException {
    List<X509Certificate> chain = certificates(certificateFile);
    X509Certificate own = chain.getFirst();
    SignatureAndHashAlgorithm algorithm = algorithm(own, certificateFile);
    PrivateKey key = privateKey(keyFile, own.getPublicKey().getAlgorithm());
    requireMatch(own, key, certificateFile, keyFile);
    try {
      List<byte[]> encoded = new ArrayList<>();
      for (X509Certificate certificate : chain) {
        encoded.add(certificate.getEncoded());
      }
      return new DtlsCertificate(encoded, key, algorithm);
    } catch (CertificateException | IOException e) {
      throw new DtlsCertificateException(
          "The certificate file %s cannot be used for DTLS: %s"
              .formatted(certificateFile, e.getMessage()),
          e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws DtlsCertificateException {
    byte[] content = read(file, "certificate");
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))) {
        certificates.add((X509Certificate) certificate);
      }
      if (certificates.isEmpty()) {
        throw new DtlsCertificateException(
            "The certificate file %s holds no PEM certificate.".formatted(file));
      }
      return certificates;
    } catch (CertificateException e) {
      throw new DtlsCertificateException(
          "The certificate file %s is not a PEM certificate.".formatted(file), e);
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws DtlsCertificateException {
    String content = new String(read(file, "key"), StandardCharsets.ISO_8859_1);
    try (PemReader reader = new PemReader(new StringReader(content))) {
      for (PemObject pem = reader.readPemObject(); pem != null; pem = reader.readPemObject()) {
        if (pem.getType().equals("ENCRYPTED PRIVATE KEY") || !pem.getHeaders().isEmpty()) {
          throw new DtlsCertificateException(
              "The key file %s is encrypted; give it unencrypted.".formatted(file));
        }
        byte[] pkcs8 = pkcs8(pem);
        if (pkcs8 != null) {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
      }
      throw new DtlsCertificateException(
          "The key file %s holds no PEM private key.".formatted(file));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // BouncyCastle's ASN.1 reports what it can't read by unchecked exceptions.
      throw new DtlsCertificateException(
          "The key file %s holds no private key of the certificate's kind, %s."
              .formatted(file, algorithm),
          e);
    }
  }

  /** The key as PKCS#8, or null for a PEM object that isn't a private key (EC PARAMETERS, say). */
  private static byte[] pkcs8(PemObject pem) throws IOException {
    return switch (pem.getType()) {
      case "PRIVATE KEY" -> pem.getContent();
      case "EC PRIVATE KEY" -> {
        ECPrivateKey key = ECPrivateKey.getInstance(pem.getContent());
        yield new PrivateKeyInfo(
                new AlgorithmIdentifier(
                    X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                key)
            .getEncoded();
      }
      case "RSA PRIVATE KEY" ->
          new PrivateKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                  RSAPrivateKey.getInstance(pem.getContent()))
              .getEncoded();
      default -> null;
    };
  }

  private static SignatureAndHashAlgorithm algorithm(X509Certificate certificate, Path file)
      throws DtlsCertificateException {
    return switch (certificate.getPublicKey()) {
      case ECPublicKey key when key.getParams().getOrder().bitLength() == 256 ->
          DtlsCertificate.ecdsa(HashAlgorithm.sha256);
      case ECPublicKey key when key.getParams().getOrder().bitLength() == 384 ->
          DtlsCertificate.ecdsa(HashAlgorithm.sha384);
      case RSAPublicKey key when key.getModulus().bitLength() >= MIN_RSA_BITS ->
          SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa);
      default ->
          throw new DtlsCertificateException(
              ("The certificate file %s has a key that DTLS can't use here; ECDSA on P-256 or"
                      + " P-384, or RSA of at least %d bits would do.")
                  .formatted(file, MIN_RSA_BITS));
    };
  }

  private static void requireMatch(
      X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile)
      throws DtlsCertificateException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] probe = "the key belongs to the certificate".getBytes(StandardCharsets.US_ASCII);
    boolean matches;
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      matches = signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new DtlsCertificateException(
          "The key file %s cannot sign: %s".formatted(keyFile, e.getMessage()), e);
    }
    if (!matches) {
      throw new DtlsCertificateException(
          "The key file %s does not belong to the certificate file %s."
              .formatted(keyFile, certificateFile));
    }
  }

  private static byte[] read(Path file, String what) throws DtlsCertificateException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new DtlsCertificateException("The %s file %s does not exist.".formatted(what, file), e);
    } catch (AccessDeniedException e) {
      throw new DtlsCertificateException(
          "The %s file %s may not be read by this user.".formatted(what, file), e);
    } catch (IOException e) {
      throw new DtlsCertificateException(
          "The %s file %s cannot be read: %s".formatted(what, file, e.getMessage()), e);
    }
  }
}

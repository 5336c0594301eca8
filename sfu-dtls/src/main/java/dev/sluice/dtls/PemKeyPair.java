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
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * An operator's certificate and its private key, from PEM files (RFC 7468).
 *
 * @param chain begins with the key's own certificate
 */
public record PemKeyPair(List<X509Certificate> chain, PrivateKey key) {

  public PemKeyPair {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both.
   *
   * @param certificateFile one certificate or a chain that begins with the key's own
   * @param keyFile unencrypted: PKCS#8, SEC 1 or PKCS#1
   * @throws CertificateFileException if a file cannot be read, or the key isn't the certificate's
   */
  public static PemKeyPair read(Path certificateFile, Path keyFile)
      throws CertificateFileException {
    List<X509Certificate> chain = certificates(certificateFile);
    X509Certificate own = chain.getFirst();
    PrivateKey key = privateKey(keyFile, own.getPublicKey().getAlgorithm());
    requireMatch(own, key, certificateFile, keyFile);
    return new PemKeyPair(chain, key);
  }

  static List<X509Certificate> certificates(Path file) throws CertificateFileException {
    byte[] content = read(file, "certificate");
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))) {
        certificates.add((X509Certificate) certificate);
      }
      if (certificates.isEmpty()) {
        throw new CertificateFileException(
            "The certificate file %s holds no PEM certificate.".formatted(file));
      }
      return certificates;
    } catch (CertificateException e) {
      throw new CertificateFileException(
          "The certificate file %s is not a PEM certificate.".formatted(file), e);
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws CertificateFileException {
    String content = new String(read(file, "key"), StandardCharsets.ISO_8859_1);
    try (PemReader reader = new PemReader(new StringReader(content))) {
      for (PemObject pem = reader.readPemObject(); pem != null; pem = reader.readPemObject()) {
        if (pem.getType().equals("ENCRYPTED PRIVATE KEY") || !pem.getHeaders().isEmpty()) {
          throw new CertificateFileException(
              "The key file %s is encrypted; give it unencrypted.".formatted(file));
        }
        byte[] pkcs8 = pkcs8(pem);
        if (pkcs8 != null) {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
      }
      throw new CertificateFileException(
          "The key file %s holds no PEM private key.".formatted(file));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // BouncyCastle's ASN.1 reports what it can't read by unchecked exceptions.
      throw new CertificateFileException(
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

  private static void requireMatch(
      X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile)
      throws CertificateFileException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
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
      throw new CertificateFileException(
          "The key file %s cannot sign: %s".formatted(keyFile, e.getMessage()), e);
    }
    if (!matches) {
      throw new CertificateFileException(
          "The key file %s does not belong to the certificate file %s."
              .formatted(keyFile, certificateFile));
    }
  }

  private static byte[] read(Path file, String what) throws CertificateFileException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CertificateFileException("The %s file %s does not exist.".formatted(what, file), e);
    } catch (AccessDeniedException e) {
      throw new CertificateFileException(
          "The %s file %s may not be read by this user.".formatted(what, file), e);
    } catch (IOException e) {
      throw new CertificateFileException(
          "The %s file %s cannot be read: %s".formatted(what, file, e.getMessage()), e);
    }
  }
}

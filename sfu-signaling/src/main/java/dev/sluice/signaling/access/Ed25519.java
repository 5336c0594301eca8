package dev.sluice.signaling.access;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures of RFC 8032 by the JDK; the token library would want another library for them. */
final class Ed25519 {

  private static final int KEY_BYTES = 32;

  /** What stands before the key itself in a SubjectPublicKeyInfo (RFC 8410 section 4). */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  /**
   * Whether the signature is of this message, by the owner of this key.
   *
   * @param publicKey as in a JWK's x (RFC 8037 section 2)
   */
  static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != KEY_BYTES) {
      return false;
    }
    byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(publicKey, 0, encoded, PREFIX.length, KEY_BYTES);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // A point that isn't on the curve, or bytes that are no signature.
      return false;
    }
  }
}

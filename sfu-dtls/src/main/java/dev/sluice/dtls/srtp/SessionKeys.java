package dev.sluice.dtls.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What RFC 3711 section 4.3 derives from a master key for one of the two protocols. The key
 * derivation rate is 0, as DTLS-SRTP fixes it, so this happens once.
 */
final class SessionKeys {

  /** HMAC-SHA1's key, RFC 3711 section 5.2. */
  private static final int AUTHENTICATION_KEY_LENGTH = 20;

  private final byte[] encryptionKey;
  private final byte[] authenticationKey;
  private final byte[] salt;

  SessionKeys(byte[] encryptionKey, byte[] authenticationKey, byte[] salt) {
    this.encryptionKey = encryptionKey;
    this.authenticationKey = authenticationKey;
    this.salt = salt;
  }

  byte[] encryptionKey() {
    return encryptionKey;
  }

  /** Unused by the AEAD profiles. */
  byte[] authenticationKey() {
    return authenticationKey;
  }

  byte[] salt() {
    return salt;
  }

  static SessionKeys forRtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
    return derive(profile, masterKey, masterSalt, 0);
  }

  static SessionKeys forRtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
    return derive(profile, masterKey, masterSalt, 3);
  }

  private static SessionKeys derive(
      SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int firstLabel) {
    return new SessionKeys(
        derive(masterKey, masterSalt, firstLabel, profile.keyLength()),
        derive(masterKey, masterSalt, firstLabel + 1, AUTHENTICATION_KEY_LENGTH),
        derive(masterKey, masterSalt, firstLabel + 2, profile.saltLength()));
  }

  /**
   * The AES-CM pseudo-random function of RFC 3711 section 4.3.3. A salt of 96 bits counts as
   * followed by 16 zero bits (RFC 7714 section 11).
   */
  static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
    byte[] iv = Arrays.copyOf(masterSalt, 16);
    iv[7] ^= (byte) label;
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(new byte[length]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES in counter mode", e);
    }
  }
}

package dev.sluice.dtls.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AES-CM pseudo-random function of RFC 3711 section 4.3.3 under one master key. A salt of 96
 * bits counts as followed by 16 zero bits (RFC 7714 section 11).
 */
final class KeyDerivation {

  private static final int BLOCK = 16;

  /** Where the label meets the salt. */
  private static final int LABEL_OFFSET = 7;

  private final byte[] salt;

  /** Counter mode by hand: a cipher of its own for each key costs more than all the rest. */
  private final Cipher blocks;

  KeyDerivation(byte[] masterKey, byte[] masterSalt) {
    salt = Arrays.copyOf(masterSalt, BLOCK);
    try {
      blocks = Cipher.getInstance("AES/ECB/NoPadding");
      blocks.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES", e);
    }
  }

  /**
   * One session key or salt.
   *
   * @param length in bytes, up to 4 kB
   */
  byte[] derive(int label, int length) {
    byte[] counters = new byte[(length + BLOCK - 1) / BLOCK * BLOCK];
    for (int at = 0; at < counters.length; at += BLOCK) {
      System.arraycopy(salt, 0, counters, at, BLOCK);
      counters[at + LABEL_OFFSET] ^= (byte) label;
      counters[at + BLOCK - 1] = (byte) (at / BLOCK);
    }
    try {
      return Arrays.copyOf(blocks.doFinal(counters), length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK's AES refuses whole blocks", e);
    }
  }
}

package dev.sluice.dtls.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM by the JDK's public {@link Cipher}.
 *
 * <p>What a packet allocates is what that API forces, about 1 kB: a {@link GCMParameterSpec} with
 * its copy of the nonce, and inside {@code Cipher.init} a copy of the key, the nonce again, and a
 * new GCM engine with its buffers. A wrong tag costs an {@link AEADBadTagException} with its stack
 * trace, several microseconds: the price of forged packets, never of good ones.
 */
final class JdkGcm extends GcmCipher {

  private final SecretKeySpec key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[12];

  JdkGcm(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
  }

  @Override
  int seal(byte[] in, int offset, int length, byte[] out, int outOffset) {
    try {
      init(Cipher.ENCRYPT_MODE);
      return cipher.doFinal(in, offset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int open(byte[] in, int offset, int length, byte[] out, int outOffset) {
    try {
      init(Cipher.DECRYPT_MODE);
      return cipher.doFinal(in, offset, length, out, outOffset);
    } catch (AEADBadTagException e) {
      return SrtpDrop.AUTHENTICATION.code();
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  private void init(int mode) throws GeneralSecurityException {
    SrtpTransform.INT.set(nonce, 0, nonceHigh);
    SrtpTransform.INT.set(nonce, 4, nonceMiddle);
    SrtpTransform.INT.set(nonce, 8, nonceLow);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    cipher.updateAAD(associated, 0, associatedLength);
  }
}

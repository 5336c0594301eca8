package dev.sluice.dtls.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714) by the JDK's public {@link Cipher}.
 *
 * <p>What a packet allocates is what that API forces, about 1 kB: a {@link GCMParameterSpec} with
 * its copy of the nonce, and inside {@code Cipher.init} a copy of the key, the nonce again, and a
 * new GCM engine with its buffers. A wrong tag costs an {@link AEADBadTagException} with its stack
 * trace, several microseconds: the price of forged packets, never of good ones.
 */
final class GcmTransform extends SrtpTransform {

  private static final int TAG_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;

  private final Direction rtp;
  private final Direction rtcp;
  private final byte[] nonce = new byte[NONCE_LENGTH];
  private final byte[] indexWordBytes = new byte[4];

  /** One protocol's key and salt; the salt as numbers, so that a nonce is made by three XORs. */
  private static final class Direction {
    final Cipher cipher;
    final SecretKeySpec key;
    final int saltHigh;
    final int saltMiddle;
    final int saltLow;

    Direction(SessionKeys keys) {
      key = new SecretKeySpec(keys.encryptionKey(), "AES");
      saltHigh = (int) INT.get(keys.salt(), 0);
      saltMiddle = (int) INT.get(keys.salt(), 4);
      saltLow = (int) INT.get(keys.salt(), 8);
      try {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no AES-GCM", e);
      }
    }
  }

  GcmTransform(SessionKeys rtpKeys, SessionKeys rtcpKeys) {
    rtp = new Direction(rtpKeys);
    rtcp = new Direction(rtcpKeys);
  }

  @Override
  boolean indexMayServeOnceOnly() {
    return true;
  }

  @Override
  int protectRtp(
      byte[] in,
      int offset,
      int headerLength,
      int length,
      int ssrc,
      long index,
      byte[] out,
      int outOffset) {
    try {
      System.arraycopy(in, offset, out, outOffset, headerLength);
      init(rtp, Cipher.ENCRYPT_MODE, ssrc, index);
      rtp.cipher.updateAAD(in, offset, headerLength);
      return headerLength
          + rtp.cipher.doFinal(
              in, offset + headerLength, length - headerLength, out, outOffset + headerLength);
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int unprotectRtp(
      byte[] in,
      int offset,
      int headerLength,
      int length,
      int ssrc,
      long index,
      byte[] out,
      int outOffset) {
    try {
      System.arraycopy(in, offset, out, outOffset, headerLength);
      init(rtp, Cipher.DECRYPT_MODE, ssrc, index);
      rtp.cipher.updateAAD(in, offset, headerLength);
      return headerLength
          + rtp.cipher.doFinal(
              in, offset + headerLength, length - headerLength, out, outOffset + headerLength);
    } catch (AEADBadTagException e) {
      return SrtpDrop.AUTHENTICATION.code();
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int indexWordOffset(int length) {
    return length - 4;
  }

  /** RFC 7714 section 9.2: header, ciphertext, tag, ESRTCP word. */
  @Override
  int protectRtcp(
      byte[] in, int offset, int length, int ssrc, int index, byte[] out, int outOffset) {
    try {
      System.arraycopy(in, offset, out, outOffset, RTCP_HEADER_LENGTH);
      init(rtcp, Cipher.ENCRYPT_MODE, ssrc, index);
      INT.set(indexWordBytes, 0, index | E_BIT);
      rtcp.cipher.updateAAD(in, offset, RTCP_HEADER_LENGTH);
      rtcp.cipher.updateAAD(indexWordBytes);
      int end =
          RTCP_HEADER_LENGTH
              + rtcp.cipher.doFinal(
                  in,
                  offset + RTCP_HEADER_LENGTH,
                  length - RTCP_HEADER_LENGTH,
                  out,
                  outOffset + RTCP_HEADER_LENGTH);
      INT.set(out, outOffset + end, index | E_BIT);
      return end + 4;
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int unprotectRtcp(
      byte[] in, int offset, int length, int ssrc, int indexWord, byte[] out, int outOffset) {
    // Without the E bit everything is associated data and only the tag goes through the cipher
    // (RFC 7714 section 9.3).
    boolean encrypted = (indexWord & E_BIT) != 0;
    int clear = encrypted ? RTCP_HEADER_LENGTH : length - 4 - TAG_LENGTH;
    try {
      System.arraycopy(in, offset, out, outOffset, clear);
      init(rtcp, Cipher.DECRYPT_MODE, ssrc, indexWord & ~E_BIT);
      rtcp.cipher.updateAAD(in, offset, clear);
      rtcp.cipher.updateAAD(in, offset + length - 4, 4);
      return clear
          + rtcp.cipher.doFinal(in, offset + clear, length - 4 - clear, out, outOffset + clear);
    } catch (AEADBadTagException e) {
      return SrtpDrop.AUTHENTICATION.code();
    } catch (GeneralSecurityException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  /**
   * The nonce of RFC 7714 sections 8.1 and 9.1: 16 zero bits, SSRC, a 48-bit index, XOR the salt.
   * SRTCP's 31-bit index is preceded by as many zero bits as make it 48.
   */
  private void init(Direction direction, int mode, int ssrc, long index)
      throws GeneralSecurityException {
    INT.set(nonce, 0, direction.saltHigh ^ (ssrc >>> 16));
    INT.set(nonce, 4, direction.saltMiddle ^ ((ssrc << 16) | (int) (index >>> 32)));
    INT.set(nonce, 8, direction.saltLow ^ (int) index);
    direction.cipher.init(
        mode, direction.key, new GCMParameterSpec(8 * TAG_LENGTH, nonce, 0, NONCE_LENGTH));
  }
}

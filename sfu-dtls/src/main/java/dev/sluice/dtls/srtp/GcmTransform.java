package dev.sluice.dtls.srtp;

import java.util.function.Function;

/** AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714). */
final class GcmTransform extends SrtpTransform {

  private final Direction rtp;
  private final Direction rtcp;

  /** One protocol's key and salt; the salt as numbers, so that a nonce is made by three XORs. */
  private static final class Direction {
    final Function<byte[], GcmCipher> ciphers;
    final int saltHigh;
    final int saltMiddle;
    final int saltLow;

    /** Until there is a cipher. */
    byte[] key;

    /**
     * Made with the first packet: a kilobyte and a half that a viewer never takes for what comes
     * in, nor a publisher for what goes out.
     */
    GcmCipher cipher;

    Direction(SessionKeys keys, Function<byte[], GcmCipher> ciphers) {
      this.ciphers = ciphers;
      key = keys.encryptionKey();
      saltHigh = (int) INT.get(keys.salt(), 0);
      saltMiddle = (int) INT.get(keys.salt(), 4);
      saltLow = (int) INT.get(keys.salt(), 8);
    }

    /**
     * With the nonce of RFC 7714 sections 8.1 and 9.1: 16 zero bits, SSRC, a 48-bit index, XOR the
     * salt. SRTCP's 31-bit index is preceded by as many zero bits as make it 48.
     */
    GcmCipher begin(int ssrc, long index) {
      if (cipher == null) {
        cipher = ciphers.apply(key);
        key = null;
      }
      cipher.begin(
          saltHigh ^ (ssrc >>> 16),
          saltMiddle ^ ((ssrc << 16) | (int) (index >>> 32)),
          saltLow ^ (int) index);
      return cipher;
    }
  }

  /**
   * @param ciphers makes one of a key
   */
  GcmTransform(SessionKeys rtpKeys, SessionKeys rtcpKeys, Function<byte[], GcmCipher> ciphers) {
    rtp = new Direction(rtpKeys, ciphers);
    rtcp = new Direction(rtcpKeys, ciphers);
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
    System.arraycopy(in, offset, out, outOffset, headerLength);
    GcmCipher cipher = rtp.begin(ssrc, index);
    cipher.associate(in, offset, headerLength);
    int written =
        cipher.seal(
            in, offset + headerLength, length - headerLength, out, outOffset + headerLength);
    return written < 0 ? written : headerLength + written;
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
    System.arraycopy(in, offset, out, outOffset, headerLength);
    GcmCipher cipher = rtp.begin(ssrc, index);
    cipher.associate(in, offset, headerLength);
    int written =
        cipher.open(
            in, offset + headerLength, length - headerLength, out, outOffset + headerLength);
    return written < 0 ? written : headerLength + written;
  }

  @Override
  int indexWordOffset(int length) {
    return length - 4;
  }

  /** RFC 7714 section 9.2: header, ciphertext, tag, ESRTCP word. */
  @Override
  int protectRtcp(
      byte[] in, int offset, int length, int ssrc, int index, byte[] out, int outOffset) {
    System.arraycopy(in, offset, out, outOffset, RTCP_HEADER_LENGTH);
    GcmCipher cipher = rtcp.begin(ssrc, index);
    cipher.associate(in, offset, RTCP_HEADER_LENGTH);
    cipher.associate(index | E_BIT);
    int written =
        cipher.seal(
            in,
            offset + RTCP_HEADER_LENGTH,
            length - RTCP_HEADER_LENGTH,
            out,
            outOffset + RTCP_HEADER_LENGTH);
    if (written < 0) {
      return written;
    }
    int end = RTCP_HEADER_LENGTH + written;
    INT.set(out, outOffset + end, index | E_BIT);
    return end + 4;
  }

  @Override
  int unprotectRtcp(
      byte[] in, int offset, int length, int ssrc, int indexWord, byte[] out, int outOffset) {
    // Without the E bit everything is associated data and only the tag goes through the cipher
    // (RFC 7714 section 9.3).
    boolean encrypted = (indexWord & E_BIT) != 0;
    int clear = encrypted ? RTCP_HEADER_LENGTH : length - 4 - GcmCipher.TAG_LENGTH;
    System.arraycopy(in, offset, out, outOffset, clear);
    GcmCipher cipher = rtcp.begin(ssrc, indexWord & ~E_BIT);
    cipher.associate(in, offset, clear);
    cipher.associate(indexWord);
    int written = cipher.open(in, offset + clear, length - 4 - clear, out, outOffset + clear);
    return written < 0 ? written : clear + written;
  }
}

package dev.sluice.dtls.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES_CM_128_HMAC_SHA1_80 (RFC 3711) without an allocation per packet: the key stream comes from
 * one {@code AES/ECB} cipher, initialised once and fed counter blocks, and HMAC from a bare SHA-1
 * that hashes the padded keys anew, because {@code Cipher.init} and {@code Mac} allocate.
 */
final class CounterModeTransform extends SrtpTransform {

  private static final VarHandle NATIVE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int TAG_LENGTH = 10;
  private static final int DIGEST_LENGTH = 20;
  private static final int HMAC_BLOCK_LENGTH = 64;

  /** Key stream made at one go: a whole packet of an ordinary MTU. A multiple of 16. */
  private static final int STREAM_LENGTH = 1520;

  private final Direction rtp;
  private final Direction rtcp;
  private final MessageDigest sha1;
  private final byte[] digest = new byte[DIGEST_LENGTH];
  private final byte[] rocBytes = new byte[4];
  private final byte[] counters = new byte[STREAM_LENGTH];
  private final byte[] keyStream = new byte[STREAM_LENGTH];

  /** One protocol's keys. */
  private static final class Direction {
    final Cipher ecb;

    /** The 112-bit salt, shifted left by the 16 bits of the block counter. */
    final long saltHigh;

    final long saltLow;
    final byte[] innerPad = new byte[HMAC_BLOCK_LENGTH];
    final byte[] outerPad = new byte[HMAC_BLOCK_LENGTH];

    Direction(SessionKeys keys) {
      byte[] salt = new byte[16];
      System.arraycopy(keys.salt(), 0, salt, 0, 14);
      saltHigh = (long) LONG.get(salt, 0);
      saltLow = (long) LONG.get(salt, 8);
      byte[] key = keys.authenticationKey();
      for (int i = 0; i < HMAC_BLOCK_LENGTH; i++) {
        int octet = i < key.length ? key[i] : 0;
        innerPad[i] = (byte) (octet ^ 0x36);
        outerPad[i] = (byte) (octet ^ 0x5c);
      }
      try {
        // Counter mode by hand: every block here is a distinct counter, none is plain text.
        ecb = Cipher.getInstance("AES/ECB/NoPadding");
        ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.encryptionKey(), "AES"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no AES", e);
      }
    }
  }

  CounterModeTransform(SessionKeys rtpKeys, SessionKeys rtcpKeys) {
    rtp = new Direction(rtpKeys);
    rtcp = new Direction(rtcpKeys);
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }

  /**
   * A repeated index repeats the key stream: harmless while the payload is the same, which is what
   * a retransmission is; only the header may differ, and that is under the HMAC.
   */
  @Override
  boolean indexMayServeOnceOnly() {
    return false;
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
      xorKeyStream(
          rtp,
          ssrc,
          index,
          in,
          offset + headerLength,
          length - headerLength,
          out,
          outOffset + headerLength);
      hmac(rtp, out, outOffset, length, true, (int) (index >>> 16));
      System.arraycopy(digest, 0, out, outOffset + length, TAG_LENGTH);
      return length + TAG_LENGTH;
    } catch (ShortBufferException | DigestException e) {
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
      int plain = length - TAG_LENGTH;
      hmac(rtp, in, offset, plain, true, (int) (index >>> 16));
      if (!digestStartsWith(in, offset + plain)) {
        return SrtpDrop.AUTHENTICATION.code();
      }
      System.arraycopy(in, offset, out, outOffset, headerLength);
      xorKeyStream(
          rtp,
          ssrc,
          index,
          in,
          offset + headerLength,
          plain - headerLength,
          out,
          outOffset + headerLength);
      return plain;
    } catch (ShortBufferException | DigestException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int indexWordOffset(int length) {
    return length - TAG_LENGTH - 4;
  }

  /** RFC 3711 section 3.4: header, ciphertext, word with E bit and index, tag over all of them. */
  @Override
  int protectRtcp(
      byte[] in, int offset, int length, int ssrc, int index, byte[] out, int outOffset) {
    try {
      System.arraycopy(in, offset, out, outOffset, RTCP_HEADER_LENGTH);
      xorKeyStream(
          rtcp,
          ssrc,
          index,
          in,
          offset + RTCP_HEADER_LENGTH,
          length - RTCP_HEADER_LENGTH,
          out,
          outOffset + RTCP_HEADER_LENGTH);
      INT.set(out, outOffset + length, index | E_BIT);
      hmac(rtcp, out, outOffset, length + 4, false, 0);
      System.arraycopy(digest, 0, out, outOffset + length + 4, TAG_LENGTH);
      return length + 4 + TAG_LENGTH;
    } catch (ShortBufferException | DigestException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  @Override
  int unprotectRtcp(
      byte[] in, int offset, int length, int ssrc, int indexWord, byte[] out, int outOffset) {
    try {
      int authenticated = length - TAG_LENGTH;
      hmac(rtcp, in, offset, authenticated, false, 0);
      if (!digestStartsWith(in, offset + authenticated)) {
        return SrtpDrop.AUTHENTICATION.code();
      }
      int plain = authenticated - 4;
      if ((indexWord & E_BIT) == 0) {
        System.arraycopy(in, offset, out, outOffset, plain);
        return plain;
      }
      System.arraycopy(in, offset, out, outOffset, RTCP_HEADER_LENGTH);
      xorKeyStream(
          rtcp,
          ssrc,
          indexWord & ~E_BIT,
          in,
          offset + RTCP_HEADER_LENGTH,
          plain - RTCP_HEADER_LENGTH,
          out,
          outOffset + RTCP_HEADER_LENGTH);
      return plain;
    } catch (ShortBufferException | DigestException e) {
      return SrtpDrop.UNKNOWN.code();
    }
  }

  /**
   * Encrypts or decrypts. The counter block is {@code (salt * 2^16) XOR (ssrc * 2^64) XOR (index *
   * 2^16)} plus the number of the block (RFC 3711 section 4.1.1); a packet has at most 4096 blocks,
   * so that number never leaves the low 16 bits, which the XORs leave zero.
   */
  private void xorKeyStream(
      Direction direction,
      int ssrc,
      long index,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset)
      throws ShortBufferException {
    long high = direction.saltHigh ^ (ssrc & 0xffff_ffffL);
    long low = direction.saltLow ^ (index << 16);
    byte[] counters = this.counters;
    byte[] keyStream = this.keyStream;
    for (int done = 0; done < length; done += STREAM_LENGTH) {
      int part = Math.min(length - done, STREAM_LENGTH);
      int streamed = (part + 15) & ~15;
      for (int at = 0; at < streamed; at += 16, low++) {
        LONG.set(counters, at, high);
        LONG.set(counters, at + 8, low);
      }
      direction.ecb.update(counters, 0, streamed, keyStream, 0);
      int from = inOffset + done;
      int to = outOffset + done;
      int i = 0;
      // Eight octets at a time: the JIT does not find that by itself, and it saves a third.
      for (; i <= part - Long.BYTES; i += Long.BYTES) {
        long mixed = (long) NATIVE_LONG.get(in, from + i) ^ (long) NATIVE_LONG.get(keyStream, i);
        NATIVE_LONG.set(out, to + i, mixed);
      }
      for (; i < part; i++) {
        out[to + i] = (byte) (in[from + i] ^ keyStream[i]);
      }
    }
  }

  /** HMAC-SHA1 (RFC 2104) into {@link #digest}, for SRTP over the packet followed by its ROC. */
  private void hmac(
      Direction direction, byte[] packet, int offset, int length, boolean withRoc, int roc)
      throws DigestException {
    sha1.update(direction.innerPad);
    sha1.update(packet, offset, length);
    if (withRoc) {
      INT.set(rocBytes, 0, roc);
      sha1.update(rocBytes);
    }
    sha1.digest(digest, 0, DIGEST_LENGTH);
    sha1.update(direction.outerPad);
    sha1.update(digest);
    sha1.digest(digest, 0, DIGEST_LENGTH);
  }

  /** Compares the tag in constant time. */
  private boolean digestStartsWith(byte[] packet, int offset) {
    int difference = 0;
    for (int i = 0; i < TAG_LENGTH; i++) {
      difference |= packet[offset + i] ^ digest[i];
    }
    return difference == 0;
  }
}

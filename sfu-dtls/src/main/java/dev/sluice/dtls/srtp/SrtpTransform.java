package dev.sluice.dtls.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The cryptography of one direction, both protocols: given the packet's index, encrypts and
 * authenticates, or verifies and decrypts. It holds keys and scratch space but no stream's state.
 *
 * <p>Callers have checked all lengths: {@code length >= headerLength} (plus the overhead for a
 * protected packet) and room in {@code out}. The two arrays are different ones. Results are
 * lengths, or a negative {@link SrtpDrop#code}.
 */
abstract sealed class SrtpTransform permits GcmTransform, CounterModeTransform {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  static final int RTCP_HEADER_LENGTH = 8;
  static final int E_BIT = 0x8000_0000;

  /**
   * Whether protecting two packets under one index gives the key away. Then each index may serve
   * once only; counter mode with HMAC survives a retransmission.
   */
  abstract boolean indexMayServeOnceOnly();

  /**
   * @param index the 48-bit packet index: ROC and sequence number
   */
  abstract int protectRtp(
      byte[] in,
      int offset,
      int headerLength,
      int length,
      int ssrc,
      long index,
      byte[] out,
      int outOffset);

  abstract int unprotectRtp(
      byte[] in,
      int offset,
      int headerLength,
      int length,
      int ssrc,
      long index,
      byte[] out,
      int outOffset);

  /** Where the word with E bit and index stands in a protected RTCP packet of that length. */
  abstract int indexWordOffset(int length);

  /**
   * @param index the 31-bit SRTCP index
   */
  abstract int protectRtcp(
      byte[] in, int offset, int length, int ssrc, int index, byte[] out, int outOffset);

  /**
   * @param indexWord E bit and index as they stand in the packet
   */
  abstract int unprotectRtcp(
      byte[] in, int offset, int length, int ssrc, int indexWord, byte[] out, int outOffset);
}

package dev.sluice.dtls.srtp;

import java.util.Arrays;

/**
 * AES-GCM under one key (NIST SP 800-38D) with nonces of 96 bits and tags of 128.
 *
 * <p>One packet is {@link #begin}, {@link #associate} any number of times, then {@link #seal} or
 * {@link #open}. Confined to one thread.
 */
abstract sealed class GcmCipher permits JdkGcm, IntrinsicGcm {

  static final int TAG_LENGTH = 16;

  /** The nonce's three words. */
  int nonceHigh;

  int nonceMiddle;
  int nonceLow;

  /** The packet's associated data so far; what is behind its length is rubbish. */
  byte[] associated = new byte[32];

  int associatedLength;

  /** The fastest that this JVM has. */
  static GcmCipher of(byte[] key) {
    return IntrinsicGcm.isAvailable() ? new IntrinsicGcm(key) : new JdkGcm(key);
  }

  /** Begins a packet; the nonce in three words, its first bytes first. */
  final void begin(int high, int middle, int low) {
    nonceHigh = high;
    nonceMiddle = middle;
    nonceLow = low;
    associatedLength = 0;
  }

  final void associate(byte[] data, int offset, int length) {
    reserve(length);
    System.arraycopy(data, offset, associated, associatedLength, length);
    associatedLength += length;
  }

  /** Four bytes in network order. */
  final void associate(int word) {
    reserve(4);
    SrtpTransform.INT.set(associated, associatedLength, word);
    associatedLength += 4;
  }

  /** Always leaves room to fill a block up. */
  private void reserve(int length) {
    int needed = associatedLength + length + 15;
    if (needed > associated.length) {
      associated = Arrays.copyOf(associated, Math.max(needed, 2 * associated.length));
    }
  }

  /**
   * Writes the ciphertext and behind it the tag to {@code out}, a different array; returns their
   * length, or {@link SrtpDrop#UNKNOWN}'s code.
   */
  abstract int seal(byte[] in, int offset, int length, byte[] out, int outOffset);

  /**
   * Verifies {@code length} bytes of ciphertext and tag and writes the plain text to {@code out};
   * returns its length, or the code of {@link SrtpDrop#AUTHENTICATION}; {@code out} may then hold
   * rubbish.
   */
  abstract int open(byte[] in, int offset, int length, byte[] out, int outOffset);
}

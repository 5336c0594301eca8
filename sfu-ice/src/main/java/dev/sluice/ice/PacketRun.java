package dev.sluice.ice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Packets to one address that leave in one system call: equal in size, but that the last may be
 * shorter, as UDP segmentation offload needs it.
 */
final class PacketRun {

  /** The kernel's bound (UDP_MAX_SEGMENTS). */
  static final int MAX_SEGMENTS = 64;

  /** A UDP payload over IPv4 at most (65,535 less both headers). */
  static final int MAX_BYTES = 65_507;

  private final int maxSegments;
  private ByteBuf buffer;
  private int segmentLength;
  private int count;
  private boolean ended;
  private int expectedBytes;

  /**
   * @param maxSegments 1 to {@value #MAX_SEGMENTS}
   */
  PacketRun(int maxSegments) {
    this.maxSegments = maxSegments;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  /** The length of all packets but the last. */
  int segmentLength() {
    return segmentLength;
  }

  /** Whether a packet of this length may follow in the same run. */
  boolean accepts(int length) {
    if (count == 0) {
      return true;
    }
    return !ended
        && count < maxSegments
        && length <= segmentLength
        && buffer.readableBytes() + length <= MAX_BYTES;
  }

  /** Copies a packet in; {@link #accepts} must hold. */
  void add(ByteBufAllocator allocator, byte[] packet, int offset, int length) {
    if (count == 0) {
      // As large as the last run was: a stream's frames resemble each other.
      int capacity = maxSegments == 1 ? length : Math.max(length, expectedBytes);
      buffer = allocator.directBuffer(capacity);
      segmentLength = length;
    }
    buffer.writeBytes(packet, offset, length);
    count++;
    ended = length < segmentLength;
  }

  /** Hands over the packets, one after the other, and begins anew. The caller releases them. */
  ByteBuf take() {
    ByteBuf taken = buffer;
    expectedBytes = taken.readableBytes();
    clear();
    return taken;
  }

  /** Throws away what is there. */
  void discard() {
    if (buffer != null) {
      buffer.release();
      clear();
    }
  }

  private void clear() {
    buffer = null;
    count = 0;
    segmentLength = 0;
    ended = false;
  }
}

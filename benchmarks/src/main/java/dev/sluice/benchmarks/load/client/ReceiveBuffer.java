package dev.sluice.benchmarks.load.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * One buffer for all reads of a loop: whoever gets a packet is done with it before the next read.
 * It holds the most that the kernel joins into one read (UDP_GRO).
 */
final class ReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

  private static final int BYTES = 1 << 16;

  /** Reads of one socket before the next socket's turn. */
  private static final int MAX_MESSAGES_PER_READ = 64;

  private final ByteBuf shared = Unpooled.directBuffer(BYTES, BYTES);

  ReceiveBuffer() {
    super(MAX_MESSAGES_PER_READ);
  }

  /** Once nobody reads any more. */
  void release() {
    shared.release();
  }

  @Override
  public ExtendedHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return BYTES;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        // The reader releases it once; the last reference stays here.
        return shared.clear().retain();
      }
    };
  }
}

package dev.sluice.signaling.peer;

import dev.sluice.core.transport.MediaLoop;
import java.util.IdentityHashMap;
import java.util.List;

/** Scratch space of one loop, shared by its connections: one packet is under way at a time. */
final class LoopBuffers {

  /** Above the largest datagram taken, with room for a trailer. */
  private static final int LENGTH = 4096;

  /** The packet just decrypted. */
  final byte[] plain = new byte[LENGTH];

  /** The packet just encrypted. */
  final byte[] secret = new byte[LENGTH];

  /** The buffers of every loop. */
  static final class Registry {
    private final IdentityHashMap<MediaLoop, LoopBuffers> byLoop = new IdentityHashMap<>();

    Registry(List<? extends MediaLoop> loops) {
      loops.forEach(loop -> byLoop.put(loop, new LoopBuffers()));
    }

    LoopBuffers of(MediaLoop loop) {
      return byLoop.get(loop);
    }
  }
}

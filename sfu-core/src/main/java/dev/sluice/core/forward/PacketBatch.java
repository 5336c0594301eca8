package dev.sluice.core.forward;

import dev.sluice.core.transport.MediaLoop;

/**
 * Gathers what one wake-up of the loop brings for a branch on the publisher's own loop, and hands
 * it on when the wake-up has read all there was: so each viewer's state is touched once for all of
 * a picture's packets, and they leave in one send.
 */
final class PacketBatch {

  /** What a wake-up reads from a socket at most. */
  private static final int MAX_PACKETS = 64;

  private final MediaLoop loop;
  private final Branch branch;
  private final MediaPacket[] packets = new MediaPacket[MAX_PACKETS];
  private final Runnable drain = this::drain;
  private int count;
  private boolean scheduled;

  PacketBatch(MediaLoop loop, Branch branch) {
    this.loop = loop;
    this.branch = branch;
  }

  /** Copies a packet in. */
  void add(MediaPacket packet) {
    if (count == MAX_PACKETS) {
      deliver();
    }
    if (packets[count] == null) {
      packets[count] = new MediaPacket();
    }
    packets[count++].copy(packet);
    if (!scheduled) {
      scheduled = true;
      loop.execute(drain);
    }
  }

  private void drain() {
    scheduled = false;
    deliver();
  }

  private void deliver() {
    int end = count;
    // First, so that a packet whose handling fails doesn't come again.
    count = 0;
    branch.deliver(packets, 0, end, loop.nowNanos());
  }
}

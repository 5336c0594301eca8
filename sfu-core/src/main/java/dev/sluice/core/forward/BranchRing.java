package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.transport.MediaLoop;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries packets from a publisher's loop to one other loop: a bounded ring with one writer and one
 * reader, and one wake-up for however many packets lie in it.
 *
 * <p>Why nothing tears and no wake-up is lost: {@link #written}, {@link #read} and {@link #awake}
 * are volatile, so all accesses to them have one order that both threads agree on. A slot is
 * published by {@code written} and given back by {@code read}. The writer advances {@code written}
 * and then looks at {@code awake}; the reader clears {@code awake} and then looks at {@code
 * written}: one of them sees what the other did. Release and acquire alone would let both look too
 * early.
 *
 * <p>A slot grows to the largest packet that it has held, so nothing is allocated once the ring has
 * been gone round.
 */
final class BranchRing {

  private static final int VIDEO_SLOTS = 512;
  private static final int AUDIO_SLOTS = 64;

  private final MediaLoop reader;
  private final Branch branch;
  private final MediaPacket[] slots;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Runnable drain = this::drain;

  /** Packets ever written; advanced by the writer alone. */
  private volatile long written;

  /** Packets ever read; advanced by the reader alone. */
  private volatile long read;

  BranchRing(MediaLoop reader, Branch branch, MediaKind kind) {
    this.reader = reader;
    this.branch = branch;
    int count = kind == MediaKind.VIDEO ? VIDEO_SLOTS : AUDIO_SLOTS;
    this.slots = new MediaPacket[count];
    for (int i = 0; i < count; i++) {
      slots[i] = new MediaPacket();
    }
  }

  /**
   * Publisher's loop: copies a packet into the ring.
   *
   * @return false where it is full
   */
  boolean offer(MediaPacket packet) {
    long position = written;
    if (position - read == slots.length) {
      return false;
    }
    slots[(int) position & (slots.length - 1)].copy(packet);
    written = position + 1;
    if (!awake.getAndSet(true)) {
      reader.execute(drain);
    }
    return true;
  }

  /**
   * Viewers' loop: hands on what is there. What comes meanwhile waits for the next wake-up, so that
   * a busy publisher doesn't keep the loop from everything else.
   */
  private void drain() {
    // Before looking: what is written from here on wakes the loop again.
    awake.set(false);
    long end = written;
    for (long position = read; position < end; position++) {
      try {
        branch.take(slots[(int) position & (slots.length - 1)]);
      } finally {
        // Also after a failure: the packet that caused it must not block the ring for ever.
        read = position + 1;
      }
    }
  }
}

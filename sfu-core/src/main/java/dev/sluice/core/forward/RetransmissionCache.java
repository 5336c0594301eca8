package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import java.util.Arrays;

/**
 * The latest packets of one publication as they were received, for whoever asks for them again:
 * shared by all of its subscriptions on one loop.
 *
 * <p>Bytes lie one behind the other in a slab that is written round and round. The slab begins
 * small and doubles as long as one round takes less than a second, so its size follows the bitrate.
 */
public final class RetransmissionCache {

  private static final long WANTED_ROUND_NANOS = 1_000_000_000L;

  private final int maxSlab;
  private final int indexMask;
  private final long[] sequences;

  /** Where each packet begins, counted from the first byte ever written. */
  private final long[] positions;

  private final short[] lengths;

  private byte[] slab;
  private long writePosition;
  private boolean roundTimed;
  private long roundStartNanos;

  /** An empty cache, with room for about a second of that kind of media. */
  public RetransmissionCache(MediaKind kind) {
    boolean video = kind == MediaKind.VIDEO;
    this.maxSlab = video ? 4 << 20 : 64 << 10;
    this.slab = new byte[video ? 128 << 10 : 16 << 10];
    int packets = video ? 1024 : 128;
    this.indexMask = packets - 1;
    this.sequences = new long[packets];
    this.positions = new long[packets];
    this.lengths = new short[packets];
    Arrays.fill(sequences, -1);
  }

  /** Keeps a packet, without its padding, under its sequence number in the publication. */
  public void store(long sequence, RtpPacket packet, long nowNanos) {
    int length = packet.length() - packet.paddingLength();
    if (length > slab.length / 4 || length > Short.MAX_VALUE) {
      return;
    }
    int offset = (int) writePosition & (slab.length - 1);
    if (offset + length > slab.length) {
      // No packet lies across the end: the rest of the round stays unused.
      writePosition += slab.length - offset;
      startRound(nowNanos);
      offset = (int) writePosition & (slab.length - 1);
    }
    System.arraycopy(packet.buffer(), packet.offset(), slab, offset, length);
    // Padding was left out, and so must be the bit that announces it.
    slab[offset] &= ~0x20;
    int index = (int) sequence & indexMask;
    sequences[index] = sequence;
    positions[index] = writePosition;
    lengths[index] = (short) length;
    writePosition += length;
  }

  private void startRound(long nowNanos) {
    boolean quick = roundTimed && nowNanos - roundStartNanos < WANTED_ROUND_NANOS;
    if (quick && slab.length < maxSlab) {
      // The write position stands at a multiple of the old size: the round just ended goes where
      // the doubled slab expects it.
      byte[] larger = new byte[slab.length * 2];
      int lastRound = (int) (writePosition - slab.length) & (larger.length - 1);
      System.arraycopy(slab, 0, larger, lastRound, slab.length);
      slab = larger;
    }
    roundTimed = true;
    roundStartNanos = nowNanos;
  }

  /** Whether a packet was here, or should have been, and can't be had any more. */
  boolean hasForgotten(long sequence) {
    int index = (int) sequence & indexMask;
    return sequences[index] == sequence
        ? writePosition - positions[index] > slab.length
        : sequences[index] > sequence;
  }

  /**
   * Looks a packet up.
   *
   * @param out wraps the packet inside the cache: to be read only, and before the next {@link
   *     #store}
   * @return false where it isn't there any more, or never was
   */
  public boolean find(long sequence, RtpPacket out) {
    int index = (int) sequence & indexMask;
    if (sequences[index] != sequence || writePosition - positions[index] > slab.length) {
      return false;
    }
    return out.wrap(slab, (int) positions[index] & (slab.length - 1), lengths[index]);
  }
}

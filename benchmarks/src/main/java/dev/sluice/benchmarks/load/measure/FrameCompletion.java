package dev.sluice.benchmarks.load.measure;

import java.util.Arrays;

/**
 * Puts a stream's frames together from RTP headers alone: a frame is whole when every packet from
 * the frame before up to its marker is there (RFC 3550 section 5.1), and shown in that order.
 *
 * <p>Behind packets that never came nothing can be shown until a key frame, which {@link
 * #onKeyFrame} tells of.
 */
public final class FrameCompletion {

  /** Packets kept behind a gap: some 7 s of 2.5 Mbit/s. */
  private static final int WINDOW = 2048;

  private static final long NONE = -1;

  private final long[] received = new long[WINDOW / Long.SIZE];
  private final long[] markers = new long[WINDOW / Long.SIZE];

  /** The first packet still missing, or {@link #NONE} while a key frame is waited for. */
  private long next = NONE;

  /** The newest packet; beyond it both bit sets are empty. */
  private long highest = NONE;

  /** Whether nothing can be shown before a key frame. */
  public boolean waitsForKeyFrame() {
    return next == NONE;
  }

  /** What is missing won't come any more. */
  public void giveUp() {
    next = NONE;
  }

  /** A key frame begins with this packet, to be given to {@link #onPacket} next. */
  public void onKeyFrame(long sequence) {
    if (next == NONE) {
      next = sequence;
      highest = sequence - 1;
      Arrays.fill(received, 0);
      Arrays.fill(markers, 0);
    }
  }

  /**
   * A packet has come.
   *
   * @param sequence extended
   * @return how many frames became whole by it
   */
  public int onPacket(long sequence, boolean marker) {
    if (next == NONE || sequence < next) {
      return 0;
    }
    if (sequence == next && highest < next) {
      next++;
      highest = sequence;
      return marker ? 1 : 0;
    }
    if (sequence - next >= WINDOW) {
      giveUp();
      return 0;
    }
    set(received, sequence);
    if (marker) {
      set(markers, sequence);
    }
    highest = Math.max(highest, sequence);
    return advance();
  }

  private int advance() {
    int frames = 0;
    while (next <= highest && take(received, next)) {
      frames += take(markers, next) ? 1 : 0;
      next++;
    }
    return frames;
  }

  private static void set(long[] bits, long sequence) {
    bits[word(sequence)] |= 1L << sequence;
  }

  private static boolean take(long[] bits, long sequence) {
    int word = word(sequence);
    long bit = 1L << sequence;
    boolean was = (bits[word] & bit) != 0;
    bits[word] &= ~bit;
    return was;
  }

  private static int word(long sequence) {
    return (int) (sequence & (WINDOW - 1)) / Long.SIZE;
  }
}

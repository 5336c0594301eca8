package dev.sluice.core.forward;

/**
 * Gives a viewer's packets continuous sequence numbers, whatever the source's are.
 *
 * <p>What Sluice leaves out on purpose ({@link #skip}) closes up; what the network lost stays a
 * gap, and keeps its number for when it comes after all. A source begins with {@link #start} right
 * behind all that went before; what is older than its start never goes out.
 *
 * <p>Between two skips the way from source to viewer is one constant. The latest skips are
 * remembered, so that late packets, and requests for packets sent long ago, find theirs.
 */
final class SequenceRewriter {

  /** Below 0: not to be sent. */
  static final long BEFORE_START = -1;

  static final long TOO_OLD = -2;

  /** How many skips a late packet may be behind. */
  private static final int REMEMBERED_SKIPS = 256;

  private boolean started;
  private long startIn;
  private long startOut;
  private long highestIn;

  /** From source to viewer, behind the newest skip. */
  private long offset;

  private long nextOut;

  /** Source numbers skipped, ascending in the order written; made with the first skip. */
  private long[] skips;

  private int skipCount;

  /**
   * @param firstOut the first extended sequence number to be sent
   */
  SequenceRewriter(long firstOut) {
    this.nextOut = firstOut;
  }

  /** A source, or the same one after a pause, goes on with its packet {@code in}. */
  void start(long in) {
    started = true;
    startIn = in;
    startOut = nextOut;
    highestIn = in - 1;
    offset = nextOut - in;
    skipCount = 0;
  }

  /** Between two sources, nothing is taken in. */
  void stop() {
    started = false;
  }

  /**
   * The viewer's extended number of a source's packet, or {@link #BEFORE_START}, {@link #TOO_OLD}.
   */
  long rewrite(long in) {
    if (!started || in < startIn) {
      return BEFORE_START;
    }
    if (in > highestIn) {
      highestIn = in;
      nextOut = in + offset + 1;
      return in + offset;
    }
    int behind = skipsBehind(in);
    return behind < 0 ? TOO_OLD : in + offset + behind;
  }

  /** Whether no later packet of the source has come before. */
  boolean isNew(long in) {
    return in > highestIn;
  }

  /** Whether {@code out} is the newest number given. */
  boolean isNewest(long out) {
    return out == nextOut - 1;
  }

  /** Closes the number of a packet up that isn't sent. One that is late leaves its gap. */
  void skip(long in) {
    if (!started || in <= highestIn) {
      return;
    }
    if (skips == null) {
      skips = new long[REMEMBERED_SKIPS];
    }
    skips[skipCount++ & (REMEMBERED_SKIPS - 1)] = in;
    offset--;
    highestIn = in;
    nextOut = in + offset + 1;
  }

  /** How many skips come after {@code in}; -1 where too many to know, or it was skipped itself. */
  private int skipsBehind(long in) {
    int remembered = Math.min(skipCount, REMEMBERED_SKIPS);
    for (int behind = 0; behind < remembered; behind++) {
      long skipped = skips[(skipCount - 1 - behind) & (REMEMBERED_SKIPS - 1)];
      if (skipped < in) {
        return behind;
      }
      if (skipped == in) {
        return -1;
      }
    }
    return skipCount > REMEMBERED_SKIPS ? -1 : remembered;
  }

  /**
   * The source's number of what has, or should have, the viewer's number {@code out}.
   *
   * @return -1 where this source gave it to none
   */
  long sourceOf(long out) {
    if (!started || out < startOut || out >= nextOut) {
      return -1;
    }
    long in = out - offset;
    int remembered = Math.min(skipCount, REMEMBERED_SKIPS);
    for (int behind = 0; behind < remembered; behind++) {
      if (skips[(skipCount - 1 - behind) & (REMEMBERED_SKIPS - 1)] < in) {
        return in;
      }
      in--;
    }
    return skipCount > REMEMBERED_SKIPS ? -1 : in;
  }

  /** The extended number that a 16-bit number of the viewer's stands for: the nearest sent. */
  long extend(int sequenceNumber) {
    return nextOut + (short) (sequenceNumber - (int) nextOut);
  }

  /** The number that the next packet gets. */
  long nextOut() {
    return nextOut;
  }
}

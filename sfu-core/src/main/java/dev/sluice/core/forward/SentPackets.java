package dev.sluice.core.forward;

import java.util.Arrays;

/**
 * Which packet of which stream went to one peer under each transport-wide number, so that feedback
 * which reports one missing can be acted on without waiting for the peer to ask, and although its
 * question may be lost as well.
 *
 * <p>Kept from the first packet on: when the first loss is reported, what was lost has long been
 * sent, and a viewer whose playout delay is still short sees its picture stop.
 */
public final class SentPackets {

  /** Two seconds of 2.5 Mbit/s; feedback comes after a tenth of a second. */
  private static final int REMEMBERED = 512;

  private static final int MASK = REMEMBERED - 1;
  private static final int NONE = -1;

  /** All made with the first packet; parallel. */
  private int[] transportSequences;

  private int[] ssrcs;
  private long[] numbers;
  private boolean[] arrived;

  private int newest = NONE;

  /**
   * A packet goes out.
   *
   * @param transportSequence 0 to 65535, one more than the one before
   * @param ssrc of the stream that the packet belongs to, also where it goes out as RTX
   * @param number its extended sequence number in that stream
   */
  void onSent(int transportSequence, int ssrc, long number) {
    if (transportSequences == null) {
      begin();
    }
    int slot = transportSequence & MASK;
    transportSequences[slot] = transportSequence;
    ssrcs[slot] = ssrc;
    numbers[slot] = number;
    arrived[slot] = false;
    newest = transportSequence;
  }

  private void begin() {
    transportSequences = new int[REMEMBERED];
    Arrays.fill(transportSequences, NONE);
    ssrcs = new int[REMEMBERED];
    numbers = new long[REMEMBERED];
    arrived = new boolean[REMEMBERED];
  }

  void onArrived(int transportSequence) {
    if (knows(transportSequence)) {
      arrived[transportSequence & MASK] = true;
    }
  }

  /**
   * Whether the peer misses what went out under a number that feedback reports lost: not where it
   * has come another time, or has been sent again since and that is still to be reported on.
   */
  public boolean isMissing(int transportSequence) {
    if (!knows(transportSequence)) {
      return false;
    }
    int lost = transportSequence & MASK;
    int newerThanLost = (newest - transportSequence) & 0xFFFF;
    for (int slot = 0; slot < REMEMBERED; slot++) {
      if (slot != lost
          && numbers[slot] == numbers[lost]
          && ssrcs[slot] == ssrcs[lost]
          && transportSequences[slot] != NONE
          && (arrived[slot] || ((newest - transportSequences[slot]) & 0xFFFF) < newerThanLost)) {
        return false;
      }
    }
    return true;
  }

  private boolean knows(int transportSequence) {
    return transportSequences != null
        && transportSequences[transportSequence & MASK] == transportSequence;
  }

  /** Of what went out under a number that {@link #isMissing}. */
  public int ssrc(int transportSequence) {
    return ssrcs[transportSequence & MASK];
  }

  /** Of what went out under a number that {@link #isMissing}. */
  public long number(int transportSequence) {
    return numbers[transportSequence & MASK];
  }
}

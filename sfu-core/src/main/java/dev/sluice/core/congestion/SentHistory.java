package dev.sluice.core.congestion;

import java.util.Arrays;

/**
 * When each of the latest packets went out, and how long it was, by transport-wide number: what
 * feedback about arrivals is held against.
 *
 * <p>It begins small and doubles while feedback comes later than the room for it lasts.
 */
final class SentHistory {

  private static final int FIRST_CAPACITY = 128;

  /** Two seconds of 40 Mbit/s. */
  private static final int MAX_CAPACITY = 8192;

  /** What is known of a packet. */
  private static final byte FORGOTTEN = 0;

  private static final byte OUTSTANDING = 1;
  private static final byte LOST = 2;
  private static final byte ARRIVED = 3;

  private long[] sentNanos = new long[FIRST_CAPACITY];
  private int[] bytes = new int[FIRST_CAPACITY];
  private byte[] states = new byte[FIRST_CAPACITY];

  /** The extended number of the packet sent last. */
  private long newest = -1;

  private boolean reportedOn;

  /**
   * A packet goes out.
   *
   * @param transportSequence 0 to 65535, one more than the one before
   * @return its extended number
   */
  long onSent(int transportSequence, int length, long nowNanos) {
    newest = newest < 0 ? transportSequence : newest + 1;
    int slot = slot(newest);
    if (states[slot] == OUTSTANDING && reportedOn && states.length < MAX_CAPACITY) {
      grow();
      slot = slot(newest);
    }
    sentNanos[slot] = nowNanos;
    bytes[slot] = length;
    states[slot] = OUTSTANDING;
    return newest;
  }

  private int slot(long number) {
    return (int) number & (states.length - 1);
  }

  private void grow() {
    int old = states.length;
    sentNanos = Arrays.copyOf(sentNanos, 2 * old);
    bytes = Arrays.copyOf(bytes, 2 * old);
    states = Arrays.copyOf(states, 2 * old);
    // The packet at hand takes the place of number newest - old, so that many are there.
    for (long number = newest - old; number < newest; number++) {
      int from = (int) number & (old - 1);
      int to = slot(number);
      if (to != from) {
        sentNanos[to] = sentNanos[from];
        bytes[to] = bytes[from];
        states[to] = states[from];
        states[from] = FORGOTTEN;
      }
    }
  }

  /** The extended number that feedback means by 16 bits; -1 where it isn't remembered. */
  long find(int transportSequence) {
    if (newest < 0) {
      return -1;
    }
    long number = newest - ((newest - transportSequence) & 0xFFFF);
    boolean remembered =
        number >= 0 && newest - number < states.length && states[slot(number)] != FORGOTTEN;
    return remembered ? number : -1;
  }

  /** Feedback reports a packet received; false where it has done so before. */
  boolean arrive(long number) {
    reportedOn = true;
    if (states[slot(number)] == ARRIVED) {
      return false;
    }
    states[slot(number)] = ARRIVED;
    return true;
  }

  /** Feedback reports a packet missing; false where something was reported of it before. */
  boolean lose(long number) {
    if (states[slot(number)] != OUTSTANDING) {
      return false;
    }
    states[slot(number)] = LOST;
    return true;
  }

  /** Whether feedback has reported a packet missing, and not yet received. */
  boolean isLost(long number) {
    return states[slot(number)] == LOST;
  }

  /** What is reported of the packet from now on says nothing: it goes out once more as it was. */
  void forget(int transportSequence) {
    long number = find(transportSequence);
    if (number >= 0) {
      states[slot(number)] = FORGOTTEN;
    }
  }

  long sentNanos(long number) {
    return sentNanos[slot(number)];
  }

  int bytes(long number) {
    return bytes[slot(number)];
  }

  /** The extended number of the packet sent last; -1 before the first. */
  long newest() {
    return newest;
  }
}

package dev.sluice.core.congestion;

import java.util.Arrays;

/**
 * What went out under each of the latest transport-wide numbers: when, how long it was, and which
 * packet of which stream it carried. Feedback is held against it, so that what it reports missing
 * can be sent again without waiting for the peer to ask, and although its question may be lost too.
 *
 * <p>It begins small and doubles while feedback comes later than the room for it lasts. Kept from
 * the first packet on: when the first loss is reported, what was lost has long been sent, and a
 * viewer whose playout delay is still short sees its picture stop.
 */
public final class SentHistory {

  /** The number of a packet that belongs to no stream's media, as padding and parity. */
  public static final long NO_MEDIA = -1;

  private static final int FIRST_CAPACITY = 128;

  /** Two seconds of 2.5 Mbit/s: to more it grows for peers alone that send feedback. */
  private static final int UNREPORTED_CAPACITY = 512;

  /** What is older isn't sent again. A bound, too, on what false reports can cost. */
  private static final int REPAIRABLE = 512;

  /** So long after it left a packet is of no use any more: a keyframe shows more, and sooner. */
  private static final long REPAIRABLE_NANOS = 1_000_000_000;

  /** Two seconds of 40 Mbit/s. */
  private static final int MAX_CAPACITY = 8192;

  // What is known of a packet.

  private static final int UNKNOWN = 0;
  private static final int OUTSTANDING = 1;
  private static final int LOST = 2;
  private static final int ARRIVED = 3;

  /** It has gone out a second time under its number: what is reported of that says nothing. */
  private static final int SENT_AGAIN = 4;

  // An entry is three longs in a row, for each packet that leaves comes by here, and hundreds of
  // viewers' arrays don't fit the processor's cache.

  private static final int ENTRY_LONGS = 3;
  private static final int SENT_NANOS = 0;
  private static final int NUMBER = 1;

  /** The SSRC in the upper half; then the length; then, in the lowest bits, the state. */
  private static final int PACKET = 2;

  private static final int STATE_BITS = 3;
  private static final int STATE_MASK = (1 << STATE_BITS) - 1;

  private long[] entries = new long[ENTRY_LONGS * FIRST_CAPACITY];
  private int capacity = FIRST_CAPACITY;

  /** The extended transport-wide number of the packet sent last. */
  private long newest = -1;

  private boolean reportedOn;

  /**
   * A packet goes out.
   *
   * @param transportSequence 0 to 65535, one more than the one before
   * @param length up to 2^28 bytes
   * @param ssrc of the stream that it belongs to, also where it goes out as RTX
   * @param number its extended sequence number in that stream, or {@link #NO_MEDIA}
   * @return its extended transport-wide number
   */
  long onSent(int transportSequence, int length, int ssrc, long number, long nowNanos) {
    newest = newest < 0 ? transportSequence : newest + 1;
    int at = at(newest);
    if (state(at) == OUTSTANDING && capacity < (reportedOn ? MAX_CAPACITY : UNREPORTED_CAPACITY)) {
      grow();
      at = at(newest);
    }
    entries[at + SENT_NANOS] = nowNanos;
    entries[at + NUMBER] = number;
    entries[at + PACKET] = (long) ssrc << Integer.SIZE | (long) length << STATE_BITS | OUTSTANDING;
    return newest;
  }

  private int at(long transportNumber) {
    return ENTRY_LONGS * ((int) transportNumber & (capacity - 1));
  }

  private int state(int at) {
    return (int) entries[at + PACKET] & STATE_MASK;
  }

  private void setState(int at, int state) {
    entries[at + PACKET] = (entries[at + PACKET] & ~STATE_MASK) | state;
  }

  private void grow() {
    int old = capacity;
    entries = Arrays.copyOf(entries, 2 * entries.length);
    capacity = 2 * old;
    // The packet at hand takes the place of number newest - old, so that many are there.
    for (long number = newest - old; number < newest; number++) {
      int from = ENTRY_LONGS * ((int) number & (old - 1));
      int to = at(number);
      if (to != from) {
        System.arraycopy(entries, from, entries, to, ENTRY_LONGS);
        entries[from + PACKET] = UNKNOWN;
      }
    }
  }

  /**
   * The extended number that feedback means by 16 bits; -1 where what is reported of it says
   * nothing.
   */
  long find(int transportSequence) {
    long number = extend(transportSequence);
    return number >= 0 && state(at(number)) != SENT_AGAIN ? number : -1;
  }

  /** The extended number of 16 bits; -1 where it isn't remembered. */
  private long extend(int transportSequence) {
    if (newest < 0) {
      return -1;
    }
    long number = newest - ((newest - transportSequence) & 0xFFFF);
    boolean remembered = number >= 0 && newest - number < capacity && state(at(number)) != UNKNOWN;
    return remembered ? number : -1;
  }

  /** Feedback reports a packet received; false where it has done so before. */
  boolean arrive(long transportNumber) {
    reportedOn = true;
    int at = at(transportNumber);
    if (state(at) == ARRIVED) {
      return false;
    }
    setState(at, ARRIVED);
    return true;
  }

  /** Feedback reports a packet missing; false where something was reported of it before. */
  boolean lose(long transportNumber) {
    int at = at(transportNumber);
    if (state(at) != OUTSTANDING) {
      return false;
    }
    setState(at, LOST);
    return true;
  }

  /** Whether feedback has reported a packet missing, and not yet received. */
  boolean isLost(long transportNumber) {
    return state(at(transportNumber)) == LOST;
  }

  /** What is reported of the packet from now on says nothing: it goes out once more as it was. */
  void onSentAgain(int transportSequence) {
    long number = extend(transportSequence);
    if (number >= 0) {
      setState(at(number), SENT_AGAIN);
    }
  }

  long sentNanos(long transportNumber) {
    return entries[at(transportNumber) + SENT_NANOS];
  }

  int bytes(long transportNumber) {
    return (int) entries[at(transportNumber) + PACKET] >>> STATE_BITS;
  }

  /** The extended transport-wide number of the packet sent last; -1 before the first. */
  long newest() {
    return newest;
  }

  // What to send again.

  /**
   * Whether the peer misses what went out under a number that feedback reports lost: not where it
   * has come another time, or has been sent again since and that is still to be reported on. Of
   * what {@link #isTooOld} that isn't looked up.
   */
  public boolean isMissing(int transportSequence, long nowNanos) {
    long lost = extend(transportSequence);
    if (lost < 0 || entries[at(lost) + NUMBER] == NO_MEDIA) {
      return false;
    }
    if (isTooOld(lost, nowNanos)) {
      return true;
    }
    long oldest = oldestRepairable();
    int lostAt = at(lost);
    for (long other = oldest; other <= newest; other++) {
      int at = at(other);
      if (other != lost
          && entries[at + NUMBER] == entries[lostAt + NUMBER]
          && ssrc(at) == ssrc(lostAt)
          && state(at) != UNKNOWN
          && (other > lost || state(at) == ARRIVED)) {
        return false;
      }
    }
    return true;
  }

  /** Whether what {@link #isMissing} comes too late to be of use, as after an outage. */
  public boolean isTooOld(int transportSequence, long nowNanos) {
    return isTooOld(extend(transportSequence), nowNanos);
  }

  private boolean isTooOld(long number, long nowNanos) {
    return number < oldestRepairable() || nowNanos - sentNanos(number) > REPAIRABLE_NANOS;
  }

  private long oldestRepairable() {
    return Math.max(0, newest - Math.min(REPAIRABLE, capacity) + 1);
  }

  private int ssrc(int at) {
    return (int) (entries[at + PACKET] >>> Integer.SIZE);
  }

  /** The stream of what went out under a number that {@link #isMissing}. */
  public int ssrcOf(int transportSequence) {
    return ssrc(at(extend(transportSequence)));
  }

  /** The extended sequence number in it of what went out under a number that {@link #isMissing}. */
  public long numberOf(int transportSequence) {
    return entries[at(extend(transportSequence)) + NUMBER];
  }
}

package dev.sluice.core.receive;

/**
 * Remembers which packets of one stream are missing and says when to ask for them (RFC 4585 section
 * 6.2.1).
 *
 * <p>A gap may be reordering, so the first request waits a little, unless several later packets
 * have come already. Then it is repeated each round trip, up to {@value #MAX_TRIES} times. What
 * remains missing after that, or what is too much at once, is hopeless: only a keyframe helps.
 *
 * <p>Where the end of a picture gets lost, no gap shows before the next picture comes. So once a
 * sender's packets get lost, the one after an unfinished picture's newest is asked for as well,
 * unseen: a sender that has no such packet ignores it.
 */
final class NackGenerator {

  static final int MAX_MISSING = 512;
  static final int MAX_TRIES = 10;

  /** Packets that may overtake another before it is taken for lost. */
  private static final int REORDER_PACKETS = 3;

  private static final long REORDER_NANOS = 10_000_000;
  private static final long DEFAULT_ROUND_TRIP_NANOS = 100_000_000;
  private static final long MIN_RESEND_NANOS = 20_000_000;

  /** Of a picture: a sender that paces its packets leaves a few milliseconds between them. */
  private static final long PAUSE_NANOS = 10_000_000;

  private static final int MAX_TRIES_AHEAD = 3;

  /** Losses come in heaps: for so long after one another is reckoned with. */
  private static final long LOSSY_NANOS = 5_000_000_000L;

  /** Ascending; parallel to the two below. */
  private final long[] missing = new long[MAX_MISSING];

  /** When it was found missing, then when it was asked for last. */
  private final long[] sinceNanos = new long[MAX_MISSING];

  private final byte[] tries = new byte[MAX_MISSING];
  private int count;
  private long highest = -1;
  private long keyFrame = -1;
  private boolean hopeless;

  /** Whether the newest packet isn't the last one of its picture. */
  private boolean unfinished;

  /** When the newest packet came, then when the one after it was asked for last. */
  private long newestNanos;

  private int triesAhead;
  private boolean lossy;
  private long lossNanos;

  /**
   * A packet in sequence, ahead, or late.
   *
   * @param lastOfPicture as its marker says
   */
  void onPacket(long sequence, boolean lastOfPicture, long nowNanos) {
    if (sequence <= highest) {
      remove(sequence);
      return;
    }
    if (highest >= 0 && sequence > highest + 1) {
      addMissing(highest + 1, sequence, nowNanos);
    }
    highest = sequence;
    unfinished = !lastOfPicture;
    newestNanos = nowNanos;
    triesAhead = 0;
  }

  private void addMissing(long from, long to, long nowNanos) {
    lossy = true;
    lossNanos = nowNanos;
    if (to - from > MAX_MISSING - count) {
      forgetBefore(keyFrame);
    }
    if (to - from > MAX_MISSING - count) {
      count = 0;
      hopeless = true;
      return;
    }
    for (long sequence = from; sequence < to; sequence++) {
      missing[count] = sequence;
      sinceNanos[count] = nowNanos;
      tries[count] = 0;
      count++;
    }
  }

  private void remove(long sequence) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (missing[middle] == sequence) {
        removeAt(middle, 1);
        return;
      }
      if (missing[middle] < sequence) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
  }

  private void removeAt(int index, int removed) {
    int tail = count - index - removed;
    System.arraycopy(missing, index + removed, missing, index, tail);
    System.arraycopy(sinceNanos, index + removed, sinceNanos, index, tail);
    System.arraycopy(tries, index + removed, tries, index, tail);
    count -= removed;
  }

  /**
   * A decoder can begin at {@code sequence}. What is missing before it is still asked for, since
   * its frames come first on the screen, but given up first where too much is missing.
   */
  void onKeyFrame(long sequence) {
    keyFrame = Math.max(keyFrame, sequence);
  }

  private void forgetBefore(long sequence) {
    int older = 0;
    while (older < count && missing[older] < sequence) {
      older++;
    }
    if (older > 0) {
      removeAt(0, older);
    }
  }

  /**
   * Writes into {@code out} the sequence numbers to be asked for now, ascending, and takes them for
   * asked.
   *
   * @param roundTripNanos 0 while unknown
   * @return how many
   */
  int collectDue(long nowNanos, long roundTripNanos, int[] out) {
    if (count == 0 && !unfinished) {
      return 0;
    }
    long resendNanos =
        Math.max(MIN_RESEND_NANOS, roundTripNanos > 0 ? roundTripNanos : DEFAULT_ROUND_TRIP_NANOS);
    int due = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (tries[i] == MAX_TRIES && nowNanos - sinceNanos[i] >= resendNanos) {
        hopeless |= missing[i] > keyFrame;
        continue;
      }
      if (due < out.length && isDue(i, nowNanos, resendNanos)) {
        out[due++] = (int) missing[i] & 0xFFFF;
        sinceNanos[i] = nowNanos;
        tries[i]++;
      }
      missing[kept] = missing[i];
      sinceNanos[kept] = sinceNanos[i];
      tries[kept] = tries[i];
      kept++;
    }
    count = kept;
    if (due < out.length && isNextDue(nowNanos, resendNanos)) {
      out[due++] = (int) (highest + 1) & 0xFFFF;
      newestNanos = nowNanos;
      triesAhead++;
    }
    return due;
  }

  private boolean isNextDue(long nowNanos, long resendNanos) {
    return unfinished
        && lossy
        && nowNanos - lossNanos < LOSSY_NANOS
        && triesAhead < MAX_TRIES_AHEAD
        && nowNanos - newestNanos >= (triesAhead == 0 ? PAUSE_NANOS : resendNanos);
  }

  /** Whether it was asked for although nothing after it has come. */
  boolean isAskedAhead(long sequence) {
    return triesAhead > 0 && sequence == highest + 1;
  }

  private boolean isDue(int index, long nowNanos, long resendNanos) {
    long age = nowNanos - sinceNanos[index];
    if (tries[index] == 0) {
      return age >= REORDER_NANOS || highest - missing[index] >= REORDER_PACKETS;
    }
    return tries[index] < MAX_TRIES && age >= resendNanos;
  }

  /** Whether packets were given up since the last call: the picture needs a keyframe. */
  boolean takeHopeless() {
    boolean taken = hopeless;
    hopeless = false;
    return taken;
  }

  void reset() {
    count = 0;
    highest = -1;
    keyFrame = -1;
    hopeless = false;
    unfinished = false;
    triesAhead = 0;
    lossy = false;
  }
}

package dev.sluice.core.receive;

import java.util.Arrays;

/** Which of the latest sequence numbers of one stream have been received: a bit for each. */
final class ReceiveWindow {

  /** How far behind the newest packet one may come and still be told from a duplicate. */
  static final int SIZE = 1024;

  private final long[] received = new long[SIZE / Long.SIZE];
  private long highest = -1;

  /**
   * Takes a packet in.
   *
   * @param sequence extended, not negative
   * @return 0, {@link RtpReceiver#DUPLICATE} or {@link RtpReceiver#TOO_OLD}
   */
  long add(long sequence) {
    if (highest < 0) {
      highest = sequence;
    } else if (sequence > highest) {
      advance(sequence);
    } else if (sequence <= highest - SIZE) {
      return RtpReceiver.TOO_OLD;
    }
    int word = (int) (sequence / Long.SIZE) & (received.length - 1);
    long bit = 1L << sequence;
    if ((received[word] & bit) != 0) {
      return RtpReceiver.DUPLICATE;
    }
    received[word] |= bit;
    return 0;
  }

  private void advance(long sequence) {
    if (sequence - highest >= SIZE) {
      Arrays.fill(received, 0);
    } else {
      for (long skipped = highest + 1; skipped <= sequence; skipped++) {
        received[(int) (skipped / Long.SIZE) & (received.length - 1)] &= ~(1L << skipped);
      }
    }
    highest = sequence;
  }

  void reset() {
    Arrays.fill(received, 0);
    highest = -1;
  }
}

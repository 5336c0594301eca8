package dev.sluice.core.receive;

import dev.sluice.core.rtp.SequenceUnwrapper;
import java.util.Arrays;

/** When the latest packets of a run of numbers arrived, and which of that is still to be told. */
final class ArrivalWindow {

  static final long NOT_RECEIVED = Long.MIN_VALUE;

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private final int size;

  /** By extended number. */
  private final long[] arrivalNanos;

  private long nextToReport;
  private long newest;
  private boolean unreported;

  /**
   * @param size how many numbers are remembered; a power of two
   * @param first the first number, 0 to 65535
   */
  ArrivalWindow(int size, int first) {
    this.size = size;
    this.arrivalNanos = new long[size];
    Arrays.fill(arrivalNanos, NOT_RECEIVED);
    nextToReport = unwrapper.peek(first);
    newest = nextToReport - 1;
  }

  /**
   * A packet has arrived.
   *
   * @param number 0 to 65535
   * @return whether that is news, and to be told
   */
  boolean onPacket(int number, long nowNanos) {
    long sequence = unwrapper.peek(number);
    if (sequence <= newest - size) {
      return false;
    }
    if (sequence > newest) {
      forgetUpTo(sequence);
    }
    unwrapper.unwrap(number);
    if (arrivalNanos(sequence) != NOT_RECEIVED) {
      return false;
    }
    arrivalNanos[slot(sequence)] = nowNanos;
    unreported = true;
    // It has been reported lost, and is now reported once more as received.
    nextToReport = Math.min(nextToReport, sequence);
    return true;
  }

  private void forgetUpTo(long sequence) {
    if (sequence - newest >= size) {
      Arrays.fill(arrivalNanos, NOT_RECEIVED);
    } else {
      for (long skipped = newest + 1; skipped <= sequence; skipped++) {
        arrivalNanos[slot(skipped)] = NOT_RECEIVED;
      }
    }
    newest = sequence;
    nextToReport = Math.max(nextToReport, sequence - size + 1);
  }

  private int slot(long sequence) {
    return (int) sequence & (size - 1);
  }

  /** Of a number within the window; {@link #NOT_RECEIVED} where it hasn't come. */
  long arrivalNanos(long sequence) {
    return arrivalNanos[slot(sequence)];
  }

  boolean hasUnreported() {
    return unreported;
  }

  long nextToReport() {
    return nextToReport;
  }

  long newest() {
    return newest;
  }

  /** All before this number has been told of. */
  void reportedBefore(long sequence) {
    nextToReport = sequence;
    unreported = sequence <= newest;
  }
}

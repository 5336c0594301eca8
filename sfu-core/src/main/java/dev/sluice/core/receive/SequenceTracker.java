package dev.sluice.core.receive;

import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.rtp.SequenceUnwrapper;

/**
 * Extends the sequence numbers of one stream and refuses those that can't belong to it, after RFC
 * 3550 appendix A.1.
 */
final class SequenceTracker {

  /** A gap this wide is taken for a loss; a wider one for a restart or a stray packet. */
  static final int MAX_DROPOUT = 3000;

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private int expectedAfterJump = -1;
  private int restarts;

  /**
   * The extended number, or {@link RtpReceiver#SEQUENCE_JUMP} where it lies too far away to be
   * believed. When the very next number follows a jump, the sender has restarted and counting
   * begins anew.
   */
  long track(int sequenceNumber) {
    if (unwrapper.highest() >= 0 && Math.abs(distance(sequenceNumber)) > MAX_DROPOUT) {
      if (sequenceNumber != expectedAfterJump) {
        expectedAfterJump = SequenceNumber.next(sequenceNumber);
        return RtpReceiver.SEQUENCE_JUMP;
      }
      unwrapper.reset();
      restarts++;
    }
    expectedAfterJump = -1;
    return unwrapper.unwrap(sequenceNumber);
  }

  private int distance(int sequenceNumber) {
    return SequenceNumber.difference(sequenceNumber, (int) unwrapper.highest());
  }

  /** The extended number of a packet that doesn't move the count. */
  long peek(int sequenceNumber) {
    return unwrapper.peek(sequenceNumber);
  }

  /** -1 before the first packet. */
  long highest() {
    return unwrapper.highest();
  }

  /** How often the sender began anew. */
  int restarts() {
    return restarts;
  }
}

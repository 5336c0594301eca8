package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.SequenceUnwrapper;
import java.util.BitSet;

/** Counts the sequence numbers of one stream that are missing between its first and its last. */
final class SequenceGaps {

  /** Of a stream, a month's worth of audio. */
  private static final int MOST = 1 << 27;

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private final BitSet seen = new BitSet();
  private long first = -1;

  void add(int sequenceNumber) {
    long extended = unwrapper.unwrap(sequenceNumber);
    if (first < 0) {
      first = extended;
    }
    long index = extended - first;
    if (index >= 0 && index < MOST) {
      seen.set((int) index);
    }
  }

  long count() {
    return (long) seen.length() - seen.cardinality();
  }
}

package dev.sluice.dtls.srtp;

import java.util.Arrays;

/**
 * The packet indices that one SSRC has used in one direction: the highest, and which of the last
 * {@link #WINDOW} have been seen (RFC 3711 sections 3.3.1 and 3.3.2).
 */
final class PacketIndices {

  /**
   * A second of a 10 Mbit/s stream: what is retransmitted without RTX comes late under its old
   * sequence number and must not fall out of the window.
   */
  static final int WINDOW = 1024;

  private static final long NONE = -1;
  private static final int HALF_OF_SEQUENCE_NUMBERS = 0x8000;

  final int ssrc;
  private final long[] seen = new long[WINDOW / Long.SIZE];
  private long highest = NONE;

  PacketIndices(int ssrc) {
    this.ssrc = ssrc;
  }

  /** The index behind the highest: 0 for a stream that has none. */
  long next() {
    return highest + 1;
  }

  /**
   * The index that a sequence number most likely stands for (RFC 3711 section 3.3.1, appendix A);
   * negative if that lies before the rollover counter began. Only for a stream that has begun.
   */
  long estimate(int sequenceNumber) {
    long roc = highest >>> 16;
    int last = (int) highest & 0xffff;
    if (last < HALF_OF_SEQUENCE_NUMBERS) {
      if (sequenceNumber - last > HALF_OF_SEQUENCE_NUMBERS) {
        roc--;
      }
    } else if (last - HALF_OF_SEQUENCE_NUMBERS > sequenceNumber) {
      roc++;
    }
    return (roc << 16) + sequenceNumber;
  }

  /**
   * 0 if the index is new, else the code of {@link SrtpDrop#REPLAYED} or {@link SrtpDrop#TOO_OLD}.
   */
  int check(long index) {
    if (index > highest) {
      return 0;
    }
    if (index <= highest - WINDOW) {
      return SrtpDrop.TOO_OLD.code();
    }
    return (seen[word(index)] & bit(index)) == 0 ? 0 : SrtpDrop.REPLAYED.code();
  }

  /** Remembers an index, moving the window up to it if need be. */
  void accept(long index) {
    if (index > highest) {
      if (highest == NONE || index - highest >= WINDOW) {
        Arrays.fill(seen, 0);
      } else {
        for (long skipped = highest + 1; skipped < index; skipped++) {
          seen[word(skipped)] &= ~bit(skipped);
        }
      }
      highest = index;
    } else if (index <= highest - WINDOW) {
      return;
    }
    seen[word(index)] |= bit(index);
  }

  private static int word(long index) {
    return (int) (index & (WINDOW - 1)) / Long.SIZE;
  }

  private static long bit(long index) {
    return 1L << index;
  }
}

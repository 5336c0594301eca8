package dev.sluice.core.simulation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which packets libwebrtc's receiver asks for again, and when: at once when a gap shows, then each
 * round trip, ten times at most; and what it does where too much is missing.
 */
final class NackRequester {

  private static final int[] NONE = {};
  private static final int MAX_MISSING = 1000;
  private static final int MAX_TRIES = 10;

  /** What a receiver that sends nothing takes for the round trip, as it can't measure any. */
  private static final long ROUND_TRIP_NANOS = 100 * Simulation.MILLI;

  private static final class Missing {
    private long askedNanos;
    private int tries;
  }

  private final TreeMap<Long, Missing> missing = new TreeMap<>();
  private long highest = -1;
  private long firstNew;

  /**
   * Takes a packet in, and what it shows to be missing.
   *
   * @return false where so much is missing that only a keyframe helps; all of it is forgotten then
   */
  boolean onPacket(long sequence) {
    if (sequence <= highest) {
      missing.remove(sequence);
      return true;
    }
    firstNew = highest < 0 ? sequence : highest + 1;
    highest = sequence;
    if (missing.size() + sequence - firstNew > MAX_MISSING) {
      missing.clear();
      return false;
    }
    for (long lost = firstNew; lost < sequence; lost++) {
      missing.put(lost, new Missing());
    }
    return true;
  }

  /** What is older has been decoded or skipped. */
  void forgetUpTo(long sequence) {
    missing.headMap(sequence, true).clear();
  }

  /** The sequence numbers that the last packet showed to be missing, ascending; taken for asked. */
  int[] takeNew(long nowNanos) {
    return take(missing.tailMap(firstNew), nowNanos);
  }

  /** All that are to be asked for by now, ascending; they are taken for asked. */
  int[] takeDue(long nowNanos) {
    return take(missing, nowNanos);
  }

  private static int[] take(SortedMap<Long, Missing> from, long nowNanos) {
    if (from.isEmpty()) {
      return NONE;
    }
    int[] due = new int[from.size()];
    int count = 0;
    for (Iterator<Map.Entry<Long, Missing>> all = from.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Long, Missing> entry = all.next();
      Missing one = entry.getValue();
      if (one.tries > 0 && nowNanos - one.askedNanos < ROUND_TRIP_NANOS) {
        continue;
      }
      due[count++] = (int) (entry.getKey() & 0xFFFF);
      one.askedNanos = nowNanos;
      one.tries++;
      if (one.tries >= MAX_TRIES) {
        all.remove();
      }
    }
    return Arrays.copyOf(due, count);
  }
}

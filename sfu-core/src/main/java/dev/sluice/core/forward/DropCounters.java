package dev.sluice.core.forward;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts dropped packets by reason; owned by one loop. */
// The ordinal is an index into a flat array that never leaves this class: an EnumMap would box.
@SuppressWarnings("EnumOrdinal")
public final class DropCounters {

  private static final DropReason[] REASONS = DropReason.values();

  /** Made with the first drop: most of a thousand viewers have none. */
  private long[] counts;

  public void add(DropReason reason) {
    add(reason.ordinal(), 1);
  }

  void add(DropCounters others) {
    if (others.counts == null) {
      return;
    }
    for (int i = 0; i < REASONS.length; i++) {
      add(i, others.counts[i]);
    }
  }

  private void add(int reason, long drops) {
    if (counts == null) {
      counts = new long[REASONS.length];
    }
    counts[reason] += drops;
  }

  public long get(DropReason reason) {
    return counts == null ? 0 : counts[reason.ordinal()];
  }

  /** What occurred, by reason; immutable. */
  public Map<DropReason, Long> snapshot() {
    Map<DropReason, Long> occurred = new EnumMap<>(DropReason.class);
    for (DropReason reason : REASONS) {
      if (get(reason) > 0) {
        occurred.put(reason, get(reason));
      }
    }
    return Collections.unmodifiableMap(occurred);
  }
}

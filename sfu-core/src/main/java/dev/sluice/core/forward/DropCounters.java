package dev.sluice.core.forward;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts dropped packets by reason; owned by one loop. */
// The ordinal is an index into a flat array that never leaves this class: an EnumMap would box.
@SuppressWarnings("EnumOrdinal")
public final class DropCounters {

  private static final DropReason[] REASONS = DropReason.values();

  private final long[] counts = new long[REASONS.length];

  public void add(DropReason reason) {
    counts[reason.ordinal()]++;
  }

  void add(DropCounters others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += others.counts[i];
    }
  }

  public long get(DropReason reason) {
    return counts[reason.ordinal()];
  }

  /** What occurred, by reason; immutable. */
  public Map<DropReason, Long> snapshot() {
    Map<DropReason, Long> occurred = new EnumMap<>(DropReason.class);
    for (DropReason reason : REASONS) {
      if (counts[reason.ordinal()] > 0) {
        occurred.put(reason, counts[reason.ordinal()]);
      }
    }
    return Collections.unmodifiableMap(occurred);
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.rtp.MediaKind;

/**
 * How many subscriptions do what just now, and how many get their quality for which reason. Not
 * safe for threads: whoever has it may hand it on.
 */
// The ordinals are indexes into flat arrays that never leave this class: maps would box.
@SuppressWarnings("EnumOrdinal")
public final class SubscriptionCounts {

  private static final int KINDS = MediaKind.values().length;

  private final int[] byState = new int[SubscriptionState.values().length * KINDS];
  private final int[] byReason = new int[LayerReason.values().length * KINDS];

  public int get(MediaKind kind, SubscriptionState state) {
    return byState[state.ordinal() * KINDS + kind.ordinal()];
  }

  public int get(MediaKind kind, LayerReason reason) {
    return byReason[reason.ordinal() * KINDS + kind.ordinal()];
  }

  /** Those that would get more, or anything, if their viewer's network were wider. */
  public int narrowed() {
    int sum = 0;
    for (MediaKind kind : MediaKind.values()) {
      sum += get(kind, LayerReason.BANDWIDTH) + get(kind, LayerReason.NO_BANDWIDTH);
    }
    return sum;
  }

  public void add(SubscriptionCounts others) {
    for (int i = 0; i < byState.length; i++) {
      byState[i] += others.byState[i];
    }
    for (int i = 0; i < byReason.length; i++) {
      byReason[i] += others.byReason[i];
    }
  }

  /** One more. */
  public void add(MediaKind kind, SubscriptionState state, LayerReason reason) {
    byState[state.ordinal() * KINDS + kind.ordinal()]++;
    byReason[reason.ordinal() * KINDS + kind.ordinal()]++;
  }
}

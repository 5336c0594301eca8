package dev.sluice.signaling.jsep;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/** Gives out SSRCs that nobody in the connection has. */
final class SsrcAllocation {
  private final IntSupplier random;
  private final Set<Integer> used;

  SsrcAllocation(IntSupplier random, Set<Integer> used) {
    this.random = random;
    this.used = new HashSet<>(used);
    // Some receivers take 0 for "unknown".
    this.used.add(0);
  }

  int next() {
    int ssrc = random.getAsInt();
    while (!used.add(ssrc)) {
      ssrc = random.getAsInt();
    }
    return ssrc;
  }
}

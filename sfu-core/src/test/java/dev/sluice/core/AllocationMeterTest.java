package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllocationMeterTest {

  private static final int TIMES = 100_000;
  private static final int LEAST_OBJECT_BYTES = 8;

  private record Pair(long one, long other) {}

  private static void sum(AtomicLong sum) {
    for (int i = 0; i < TIMES; i++) {
      Pair pair = new Pair(i, i);
      sum.setPlain(sum.getPlain() + pair.one() + pair.other());
    }
  }

  @Test
  void objectsCountThatACompilerCouldDoWithout() {
    AtomicLong sum = new AtomicLong();
    // Long enough for the optimizing compiler to have its way with the loop.
    for (int i = 0; i < 20; i++) {
      sum(sum);
    }

    assertThat(AllocationMeter.bytesOf(() -> sum(sum)))
        .isGreaterThanOrEqualTo((long) TIMES * LEAST_OBJECT_BYTES);
  }

  @Test
  void workThatAllocatesNothingCountsNothing() {
    AtomicLong sum = new AtomicLong();

    assertThat(AllocationMeter.bytesOf(() -> sum.setPlain(sum.getPlain() + 1))).isZero();
  }
}

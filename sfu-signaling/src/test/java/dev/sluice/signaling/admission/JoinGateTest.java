package dev.sluice.signaling.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinGateTest {

  private static final long SECOND = 1_000_000_000L;

  private long nowNanos;
  private final Deque<Runnable> scheduled = new ArrayDeque<>();
  private final JoinGate gate = new JoinGate(2, () -> nowNanos, scheduled::add);
  private final List<Integer> in = new ArrayList<>();

  @Test
  void asManyAsComeInASecondEnterAtOnce() {
    assertThat(enter(2)).isTrue();

    assertThat(in).containsExactly(0, 1);
    assertThat(scheduled).isEmpty();
  }

  @Test
  void moreWaitForTheirTurnInOrder() {
    enter(5);
    assertThat(in).containsExactly(0, 1);

    pass(SECOND / 2);
    assertThat(in).containsExactly(0, 1, 2);
    pass(SECOND);
    assertThat(in).containsExactly(0, 1, 2, 3, 4);
    assertThat(scheduled).isEmpty();
  }

  @Test
  void thoseWhoWouldWaitTooLongAreTurnedAway() {
    assertThat(enter(2 + 10)).isTrue();

    assertThat(enter(1)).isFalse();
  }

  @Test
  void aQuietTimeSavesUpNoMoreThanASecondsWorth() {
    nowNanos += 100 * SECOND;

    enter(5);

    assertThat(in).hasSize(2);
  }

  private boolean enter(int newcomers) {
    boolean admitted = true;
    for (int i = 0; i < newcomers; i++) {
      int number = i;
      admitted &= gate.enter(() -> in.add(number));
    }
    return admitted;
  }

  private void pass(long nanos) {
    nowNanos += nanos;
    scheduled.remove().run();
  }
}

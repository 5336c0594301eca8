package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

final class StaircaseTest {

  @Test
  void findsTheLargestLoadWithinATwentieth() {
    Staircase staircase = new Staircase(100, 5000);

    climb(staircase, load -> load <= 1234);

    assertThat(staircase.carried()).isBetween(1234 * 95 / 100, 1234);
  }

  @Test
  void growsByHalfUntilALoadIsTooMuch() {
    Staircase staircase = new Staircase(100, 5000);

    assertThat(climb(staircase, load -> load <= 300)).startsWith(100, 150, 225, 337, 337, 281);
  }

  @Test
  void stopsAtTheGreatestLoadWhenAllIsCarried() {
    Staircase staircase = new Staircase(100, 400);

    assertThat(climb(staircase, load -> true)).containsExactly(100, 150, 225, 337, 400);
    assertThat(staircase.carried()).isEqualTo(400);
  }

  @Test
  void isDoneAtOnceWhenNotEvenTheFirstIsCarried() {
    Staircase staircase = new Staircase(100, 400);

    assertThat(climb(staircase, load -> false)).containsExactly(100, 100);
    assertThat(staircase.carried()).isZero();
  }

  @Test
  void triesALoadAgainBeforeItCountsAsTooMuch() {
    Staircase staircase = new Staircase(100, 100);

    staircase.onTried(false);
    assertThat(staircase.isDone()).isFalse();
    staircase.onTried(true);

    assertThat(staircase.isDone()).isTrue();
    assertThat(staircase.carried()).isEqualTo(100);
  }

  @Test
  void findsSmallLoadsExactly() {
    Staircase staircase = new Staircase(1, 20);

    climb(staircase, load -> load <= 7);

    assertThat(staircase.carried()).isEqualTo(7);
  }

  @Test
  void refusesStairsThatLeadNowhere() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Staircase(0, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new Staircase(10, 9));
  }

  private static List<Integer> climb(Staircase staircase, IntPredicate carried) {
    List<Integer> tried = new ArrayList<>();
    while (!staircase.isDone()) {
      tried.add(staircase.load());
      staircase.onTried(carried.test(staircase.load()));
    }
    return tried;
  }
}

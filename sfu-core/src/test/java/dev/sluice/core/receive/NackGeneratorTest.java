package dev.sluice.core.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {

  private static final long MS = 1_000_000;

  private final NackGenerator nacks = new NackGenerator();
  private final int[] out = new int[NackGenerator.MAX_MISSING];

  private List<Integer> due(long millis, long roundTripMillis) {
    int count = nacks.collectDue(millis * MS, roundTripMillis * MS, out);
    return Arrays.stream(out, 0, count).boxed().toList();
  }

  @Test
  void aGapIsAskedForOnceItIsOlderThanReorderingWouldBe() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);

    assertThat(due(9, 50)).isEmpty();
    assertThat(due(10, 50)).containsExactly(101);
  }

  @Test
  void severalLaterPacketsMakeItALossAtOnce() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    nacks.onPacket(103, true, 0);
    nacks.onPacket(104, true, 0);

    assertThat(due(1, 50)).containsExactly(101);
  }

  @Test
  void aRequestIsRepeatedAfterARoundTrip() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    due(10, 80);

    assertThat(due(89, 80)).isEmpty();
    assertThat(due(90, 80)).containsExactly(101);
  }

  @Test
  void anUnknownRoundTripIsTakenForATenthOfASecond() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    due(10, 0);

    assertThat(due(109, 0)).isEmpty();
    assertThat(due(110, 0)).containsExactly(101);
  }

  @Test
  void whatArrivesIsNotAskedForAnyMore() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(104, true, 0);
    nacks.onPacket(102, true, 5 * MS);

    assertThat(due(20, 50)).containsExactly(101, 103);
  }

  @Test
  void afterTenTriesItIsHopeless() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    long millis = 10;
    for (int i = 0; i < NackGenerator.MAX_TRIES; i++) {
      assertThat(due(millis, 50)).containsExactly(101);
      millis += 50;
    }
    assertThat(nacks.takeHopeless()).isFalse();

    assertThat(due(millis, 50)).isEmpty();
    assertThat(nacks.takeHopeless()).isTrue();
    assertThat(nacks.takeHopeless()).isFalse();
    assertThat(due(millis + 1000, 50)).isEmpty();
  }

  @Test
  void whatIsGivenUpBeforeAKeyframeNeedsNoOther() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    nacks.onKeyFrame(102);
    for (int i = 0; i <= NackGenerator.MAX_TRIES; i++) {
      due(10 + 50 * i, 50);
    }

    assertThat(nacks.takeHopeless()).isFalse();
  }

  @Test
  void tooMuchAtOnceIsHopeless() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(100 + NackGenerator.MAX_MISSING + 2, true, 0);

    assertThat(due(1000, 50)).isEmpty();
    assertThat(nacks.takeHopeless()).isTrue();
  }

  @Test
  void whereTooMuchIsMissingWhatLiesBeforeTheKeyframeGoesFirst() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(500, true, 0);
    nacks.onKeyFrame(500);
    nacks.onPacket(800, true, 0);

    assertThat(nacks.takeHopeless()).isFalse();
    assertThat(due(20, 50)).hasSize(299).startsWith(501);
  }

  private void loseOneAndGetIt() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(102, true, 0);
    nacks.onPacket(101, true, 0);
  }

  @Test
  void theEndOfAPictureIsAskedForWhereItStaysAway() {
    loseOneAndGetIt();
    nacks.onPacket(103, false, 20 * MS);

    assertThat(due(29, 50)).isEmpty();
    assertThat(due(30, 50)).containsExactly(104);
    assertThat(nacks.isAskedAhead(104)).isTrue();
    assertThat(nacks.isAskedAhead(105)).isFalse();
  }

  @Test
  void theEndOfAPictureIsAskedForThreeTimesARoundTripApart() {
    loseOneAndGetIt();
    nacks.onPacket(103, false, 0);

    assertThat(due(10, 50)).containsExactly(104);
    assertThat(due(59, 50)).isEmpty();
    assertThat(due(60, 50)).containsExactly(104);
    assertThat(due(110, 50)).containsExactly(104);
    assertThat(due(160, 50)).isEmpty();
  }

  @Test
  void afterTheEndOfAPictureNothingIsAskedFor() {
    loseOneAndGetIt();
    nacks.onPacket(103, true, 0);

    assertThat(due(100, 50)).isEmpty();
  }

  @Test
  void whereNothingGotLostLatelyTheEndOfAPictureIsWaitedFor() {
    nacks.onPacket(100, true, 0);
    nacks.onPacket(101, false, 0);
    assertThat(due(50, 50)).isEmpty();

    nacks.onPacket(103, false, 100 * MS);
    nacks.onPacket(102, false, 100 * MS);
    assertThat(due(5_099, 50)).containsExactly(104);
    nacks.onPacket(104, false, 5_099 * MS);
    assertThat(due(5_200, 50)).isEmpty();
  }

  @Test
  void theEndOfAPictureThatComesIsNotALossOfItself() {
    loseOneAndGetIt();
    nacks.onPacket(103, false, 0);
    due(10, 50);
    nacks.onPacket(104, true, 20 * MS);

    assertThat(due(100, 50)).isEmpty();
    assertThat(nacks.isAskedAhead(105)).isFalse();
    assertThat(nacks.takeHopeless()).isFalse();
  }
}

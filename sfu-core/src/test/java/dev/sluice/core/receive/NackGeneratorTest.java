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
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);

    assertThat(due(9, 50)).isEmpty();
    assertThat(due(10, 50)).containsExactly(101);
  }

  @Test
  void severalLaterPacketsMakeItALossAtOnce() {
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);
    nacks.onPacket(103, 0);
    nacks.onPacket(104, 0);

    assertThat(due(1, 50)).containsExactly(101);
  }

  @Test
  void aRequestIsRepeatedAfterARoundTrip() {
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);
    due(10, 80);

    assertThat(due(89, 80)).isEmpty();
    assertThat(due(90, 80)).containsExactly(101);
  }

  @Test
  void anUnknownRoundTripIsTakenForATenthOfASecond() {
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);
    due(10, 0);

    assertThat(due(109, 0)).isEmpty();
    assertThat(due(110, 0)).containsExactly(101);
  }

  @Test
  void whatArrivesIsNotAskedForAnyMore() {
    nacks.onPacket(100, 0);
    nacks.onPacket(104, 0);
    nacks.onPacket(102, 5 * MS);

    assertThat(due(20, 50)).containsExactly(101, 103);
  }

  @Test
  void afterTenTriesItIsHopeless() {
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);
    long millis = 10;
    for (int i = 0; i < NackGenerator.MAX_TRIES; i++) {
      assertThat(due(millis, 50)).containsExactly(101);
      millis += 50;
    }
    assertThat(nacks.takeHopeless()).isFalse();

    assertThat(due(millis, 50)).isEmpty();
    assertThat(nacks.takeHopeless()).isTrue();
    assertThat(nacks.takeHopeless()).isFalse();
    assertThat(nacks.isEmpty()).isTrue();
  }

  @Test
  void whatIsGivenUpBeforeAKeyframeNeedsNoOther() {
    nacks.onPacket(100, 0);
    nacks.onPacket(102, 0);
    nacks.onKeyFrame(102);
    for (int i = 0; i <= NackGenerator.MAX_TRIES; i++) {
      due(10 + 50 * i, 50);
    }

    assertThat(nacks.takeHopeless()).isFalse();
  }

  @Test
  void tooMuchAtOnceIsHopeless() {
    nacks.onPacket(100, 0);
    nacks.onPacket(100 + NackGenerator.MAX_MISSING + 2, 0);

    assertThat(nacks.isEmpty()).isTrue();
    assertThat(nacks.takeHopeless()).isTrue();
  }

  @Test
  void whereTooMuchIsMissingWhatLiesBeforeTheKeyframeGoesFirst() {
    nacks.onPacket(100, 0);
    nacks.onPacket(500, 0);
    nacks.onKeyFrame(500);
    nacks.onPacket(800, 0);

    assertThat(nacks.takeHopeless()).isFalse();
    assertThat(due(20, 50)).hasSize(299).startsWith(501);
  }
}

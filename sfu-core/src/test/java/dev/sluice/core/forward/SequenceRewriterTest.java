package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRewriterTest {

  private final SequenceRewriter sequences = new SequenceRewriter(1000);

  @Test
  void aSourceBeginsAtTheNextNumber() {
    sequences.start(70_000);

    assertThat(sequences.rewrite(70_000)).isEqualTo(1000);
    assertThat(sequences.rewrite(70_001)).isEqualTo(1001);
  }

  @Test
  void aLatePacketGetsTheNumberThatWasKeptForIt() {
    sequences.start(1);
    sequences.rewrite(1);

    assertThat(sequences.rewrite(4)).isEqualTo(1003);
    assertThat(sequences.rewrite(2)).isEqualTo(1001);
    assertThat(sequences.rewrite(3)).isEqualTo(1002);
  }

  @Test
  void aSkipClosesUpBehindItButNotBeforeIt() {
    sequences.start(1);
    sequences.rewrite(1);
    sequences.skip(3);

    assertThat(sequences.rewrite(4)).isEqualTo(1002);
    assertThat(sequences.rewrite(2)).isEqualTo(1001);
  }

  @Test
  void aSecondSourceFollowsTheHighestNumberOfTheFirst() {
    sequences.start(1);
    sequences.rewrite(1);
    sequences.rewrite(9);
    sequences.start(500);

    assertThat(sequences.rewrite(500)).isEqualTo(1009);
    assertThat(sequences.rewrite(499)).isEqualTo(SequenceRewriter.BEFORE_START);
  }

  @Test
  void aSkippedPacketIsNeverSent() {
    sequences.start(1);
    sequences.rewrite(1);
    sequences.skip(2);
    sequences.rewrite(3);

    assertThat(sequences.rewrite(2)).isEqualTo(SequenceRewriter.TOO_OLD);
  }

  @Test
  void numbersLeadBackToTheirSource() {
    sequences.start(1);
    sequences.rewrite(1);
    sequences.skip(2);
    sequences.rewrite(5);

    assertThat(sequences.sourceOf(1000)).isEqualTo(1);
    assertThat(sequences.sourceOf(1001)).isEqualTo(3);
    assertThat(sequences.sourceOf(1003)).isEqualTo(5);
    assertThat(sequences.sourceOf(1004)).isEqualTo(-1);
    assertThat(sequences.sourceOf(999)).isEqualTo(-1);
  }

  @Test
  void a16BitNumberMeansTheNearest() {
    SequenceRewriter late = new SequenceRewriter(0x1_FFFE);
    late.start(1);
    for (int i = 1; i <= 4; i++) {
      late.rewrite(i);
    }

    assertThat(late.extend(0xFFFE)).isEqualTo(0x1_FFFE);
    assertThat(late.extend(0x0001)).isEqualTo(0x2_0001);
  }

  /**
   * Any mixture of loss, reordering, skips and new sources: numbers are unique, each leads back to
   * its packet, and the only gaps are losses.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whateverHappensNumbersAreUniqueAndOnlyLossesLeaveGaps(long seed) {
    Random random = new Random(seed);
    long source = 1L + random.nextInt(100_000);
    long expectedGaps = 0;
    List<Long> sent = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      source += random.nextInt(5000);
      sequences.start(source);
      Map<Long, Long> outOf = new HashMap<>();
      List<Long> late = new ArrayList<>();
      int length = 1 + random.nextInt(300);
      for (int i = 0; i < length; i++) {
        long in = source + i;
        int fate = i == 0 || i == length - 1 ? 9 : random.nextInt(10);
        if (fate == 0) {
          sequences.skip(in);
        } else if (fate == 1) {
          expectedGaps++;
        } else if (fate == 2) {
          late.add(in);
        } else {
          outOf.put(in, sequences.rewrite(in));
        }
        if (!late.isEmpty() && random.nextInt(5) == 0) {
          long then = late.remove(random.nextInt(late.size()));
          outOf.put(then, sequences.rewrite(then));
        }
      }
      for (long then : late) {
        outOf.put(then, sequences.rewrite(then));
      }
      outOf.forEach((in, out) -> assertThat(sequences.sourceOf(out)).isEqualTo(in));
      sent.addAll(outOf.values());
      source += length;
    }

    assertThat(sent).doesNotHaveDuplicates().allMatch(out -> out >= 1000);
    long span = Collections.max(sent) - 1000 + 1;
    assertThat(span - sent.size()).isEqualTo(expectedGaps);
  }
}

package dev.sluice.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 2, 3, 7})
  void wordsAreWhatSplittingByARegularExpressionGives(int limit) {
    Random random = new Random(8866);
    for (int i = 0; i < 5000; i++) {
      StringBuilder line = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        line.append("ab:  \t".charAt(random.nextInt(6)));
      }
      String text = line.toString();

      assertThat(Grammar.words(text, limit)).isEqualTo(text.strip().split(" +", limit));
    }
  }
}

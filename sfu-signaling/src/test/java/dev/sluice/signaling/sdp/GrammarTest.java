package dev.sluice.signaling.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tokensHaveTheCharactersOfRfc8866(int length) {
    for (char c = 0; c < 0x180; c++) {
      String text = "a".repeat(length - 1) + c;

      assertThat(accepts(() -> Grammar.token("a token", text)))
          .as("U+%04X", (int) c)
          .isEqualTo(text.matches("[\\x21\\x23-\\x27*+.0-9A-Z\\x5e-\\x7e-]+"));
      assertThat(accepts(() -> Grammar.digits("a number", "1" + text.substring(length - 1))))
          .as("U+%04X", (int) c)
          .isEqualTo(c >= '0' && c <= '9');
    }
  }

  @Test
  void tokensAndNumbersHaveALength() {
    assertThat(accepts(() -> Grammar.token("a token", ""))).isFalse();
    assertThat(accepts(() -> Grammar.token("a token", "a".repeat(512)))).isTrue();
    assertThat(accepts(() -> Grammar.token("a token", "a".repeat(513)))).isFalse();
    assertThat(accepts(() -> Grammar.digits("a number", ""))).isFalse();
    assertThat(accepts(() -> Grammar.digits("a number", "1".repeat(20)))).isTrue();
    assertThat(accepts(() -> Grammar.digits("a number", "1".repeat(21)))).isFalse();
  }

  private static boolean accepts(Supplier<String> check) {
    try {
      var _ = check.get();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

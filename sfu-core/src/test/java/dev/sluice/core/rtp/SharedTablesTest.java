package dev.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedTablesTest {

  private final SharedTables<List<Integer>> tables = new SharedTables<>();

  @Test
  void equalTablesBecomeOne() {
    List<Integer> first = tables.share(List.of(1, 2, 3));

    assertThat(tables.share(List.of(1, 2, 3))).isSameAs(first);
    assertThat(tables.share(List.of(3, 2, 1))).isNotSameAs(first);
  }

  @Test
  void anyNumberOfDifferentOnesCostsNoMoreThanSome() {
    List<Integer> first = tables.share(List.of(-1, -2));
    for (int i = 0; i < 1000; i++) {
      assertThat(tables.share(List.of(i, i))).containsExactly(i, i);
    }

    assertThat(tables.share(List.of(-1, -2))).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void twoViewersWithTheSameExtensionsHaveOneMapping() {
    Map<HeaderExtension, Integer> source = Map.of(HeaderExtension.AUDIO_LEVEL, 1);
    HeaderExtensionMapping first =
        HeaderExtensionMapping.between(source, Map.of(HeaderExtension.AUDIO_LEVEL, 7));

    assertThat(HeaderExtensionMapping.between(source, Map.of(HeaderExtension.AUDIO_LEVEL, 7)))
        .isSameAs(first);
    assertThat(HeaderExtensionMapping.between(source, Map.of(HeaderExtension.AUDIO_LEVEL, 8)))
        .isNotSameAs(first);
  }
}

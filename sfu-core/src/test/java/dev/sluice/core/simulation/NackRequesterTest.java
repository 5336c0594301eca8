package dev.sluice.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NackRequesterTest {

  private final NackRequester nacks = new NackRequester();

  private int[] dueAtMillis(long millis) {
    return nacks.takeDue(millis * Simulation.MILLI);
  }

  @Test
  void aGapIsAskedForAtOnce() {
    nacks.onPacket(65_534);
    nacks.onPacket(65_538);

    assertThat(nacks.takeNew(0)).containsExactly(65_535, 0, 1);
  }

  @Test
  void itIsAskedForAgainEach100Milliseconds() {
    nacks.onPacket(10);
    nacks.onPacket(12);
    nacks.takeNew(0);

    assertThat(dueAtMillis(99)).isEmpty();
    assertThat(dueAtMillis(100)).containsExactly(11);
    assertThat(dueAtMillis(199)).isEmpty();
  }

  @Test
  void afterTenRequestsItIsGivenUp() {
    nacks.onPacket(10);
    nacks.onPacket(12);
    int requests = 0;
    for (int i = 0; i < 30; i++) {
      requests += dueAtMillis(100L * i).length;
    }

    assertThat(requests).isEqualTo(10);
  }

  @Test
  void whatHasComeIsNotAskedFor() {
    nacks.onPacket(10);
    nacks.onPacket(13);
    nacks.onPacket(11);

    assertThat(dueAtMillis(0)).containsExactly(12);
  }

  @Test
  void whatHasBeenSkippedIsNotAskedFor() {
    nacks.onPacket(10);
    nacks.onPacket(15);
    nacks.forgetUpTo(12);

    assertThat(dueAtMillis(0)).containsExactly(13, 14);
  }

  @Test
  void overAThousandIsTooMuch() {
    assertThat(nacks.onPacket(10)).isTrue();
    assertThat(nacks.onPacket(1_011)).isTrue();
    assertThat(nacks.onPacket(1_013)).isFalse();
    assertThat(dueAtMillis(0)).isEmpty();
  }
}

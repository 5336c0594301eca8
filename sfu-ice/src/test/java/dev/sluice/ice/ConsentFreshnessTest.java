package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConsentFreshnessTest {

  private static final long SECOND = 1_000_000_000L;

  private final ConsentFreshness consent = new ConsentFreshness(new SplittableRandom(1));

  @Test
  void aNewlySelectedPairIsAskedAtOnce() {
    consent.restart(0);
    assertThat(consent.poll(0)).isEqualTo(ConsentFreshness.Action.CHECK);
    assertThat(consent.poll(1)).isEqualTo(ConsentFreshness.Action.NONE);
  }

  @Test
  void checksAreFourToSixSecondsApart() {
    consent.restart(0);
    long last = 0;
    consent.poll(0);
    for (long now = 0; now < 100 * SECOND; now += SECOND / 100) {
      consent.granted(now);
      if (consent.poll(now) == ConsentFreshness.Action.CHECK) {
        assertThat(now - last).isBetween(4 * SECOND, 6 * SECOND + SECOND / 100);
        last = now;
      }
    }
    assertThat(last).isGreaterThan(90 * SECOND);
  }

  @Test
  void withoutAnAnswerConsentEndsWithinThirtySeconds() {
    consent.restart(0);
    assertThat(consent.poll(27 * SECOND)).isNotEqualTo(ConsentFreshness.Action.EXPIRED);
    assertThat(consent.poll(29 * SECOND)).isEqualTo(ConsentFreshness.Action.EXPIRED);
  }

  @Test
  void anAnswerProlongsIt() {
    consent.restart(0);
    consent.granted(20 * SECOND);
    assertThat(consent.poll(40 * SECOND)).isNotEqualTo(ConsentFreshness.Action.EXPIRED);
    assertThat(consent.poll(49 * SECOND)).isEqualTo(ConsentFreshness.Action.EXPIRED);
  }
}

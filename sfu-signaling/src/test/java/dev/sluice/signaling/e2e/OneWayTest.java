package dev.sluice.signaling.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OneWayTest {

  private static final long MILLI = 1_000_000;
  private static final long NOW = -5 * MILLI;

  /** With the headers of IPv4 and UDP, 10,000 bits. */
  private static final int PAYLOAD_BYTES = 1250 - 28;

  @Test
  void withoutALimitEverythingArrivesAfterTheDelay() {
    OneWay way = new OneWay(1, 30);

    assertThat(way.arrivalNanos(PAYLOAD_BYTES, NOW)).isEqualTo(NOW + 30 * MILLI);
    assertThat(way.arrivalNanos(PAYLOAD_BYTES, NOW)).isEqualTo(NOW + 30 * MILLI);
  }

  @Test
  void packetsFollowEachOtherAtTheRate() {
    OneWay way = new OneWay(1, 0);
    way.rateBps(1_000_000);

    assertThat(way.arrivalNanos(PAYLOAD_BYTES, NOW)).isEqualTo(NOW + 10 * MILLI);
    assertThat(way.arrivalNanos(PAYLOAD_BYTES, NOW)).isEqualTo(NOW + 20 * MILLI);
    assertThat(way.arrivalNanos(PAYLOAD_BYTES, NOW + 100 * MILLI)).isEqualTo(NOW + 110 * MILLI);
  }

  @Test
  void whatWouldWaitLongerThanTheQueueIsLost() {
    OneWay way = new OneWay(1, 0);
    way.rateBps(1_000_000);

    long arrived =
        IntStream.range(0, 100)
            .filter(packet -> way.arrivalNanos(PAYLOAD_BYTES, NOW) != OneWay.NEVER)
            .count();

    assertThat(arrived).isEqualTo(ShapedLink.QUEUE_MILLIS / 10 + 1);
  }

  @Test
  void losesTheShareThatItIsToldToAndTheSamePacketsEachTime() {
    assertThat(lost(7, 0.05)).hasSizeBetween(450, 550).isEqualTo(lost(7, 0.05));
    assertThat(lost(7, 1)).hasSize(10_000);
    assertThat(lost(7, 0)).isEmpty();
  }

  private static int[] lost(long seed, double probability) {
    OneWay way = new OneWay(seed, 0);
    way.loss(probability);
    return IntStream.range(0, 10_000)
        .filter(packet -> way.arrivalNanos(PAYLOAD_BYTES, NOW) == OneWay.NEVER)
        .toArray();
  }
}

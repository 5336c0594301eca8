package dev.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 1982 arithmetic and its extension to 64 bits. */
final class SequenceNumberTest {
  @Test
  void numbersAreComparedAcrossTheWrap() {
    assertThat(SequenceNumber.isNewer(0, 65535)).isTrue();
    assertThat(SequenceNumber.isNewer(65535, 0)).isFalse();
    assertThat(SequenceNumber.isNewer(5, 5)).isFalse();
    assertThat(SequenceNumber.isNewer(32767, 0)).isTrue();
    assertThat(SequenceNumber.difference(2, 65534)).isEqualTo(4);
    assertThat(SequenceNumber.difference(65534, 2)).isEqualTo(-4);
    assertThat(SequenceNumber.next(65535)).isZero();
    assertThat(SequenceNumber.add(1, -2)).isEqualTo(65535);
  }

  @Test
  void anyWalkOfLessThanHalfTheCircleIsUnwrapped() {
    Random random = new Random(1);
    for (int run = 0; run < 200; run++) {
      SequenceUnwrapper unwrapper = new SequenceUnwrapper();
      long truth = random.nextInt(65536);
      long origin = unwrapper.unwrap((int) truth) - truth;
      long highest = truth;
      for (int i = 0; i < 500; i++) {
        truth = highest + random.nextInt(-30000, 32000);
        if (truth < 0) {
          continue;
        }
        assertThat(unwrapper.unwrap((int) (truth & 0xFFFF))).isEqualTo(origin + truth);
        highest = Math.max(highest, truth);
        assertThat(unwrapper.highest()).isEqualTo(origin + highest);
      }
    }
  }

  @Test
  void aPacketFromBeforeTheFirstIsPositive() {
    SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    long first = unwrapper.unwrap(3);
    assertThat(unwrapper.unwrap(65530)).isEqualTo(first - 9).isPositive();
    assertThat(unwrapper.highest()).isEqualTo(first);
  }

  @Test
  void timestampsAreUnwrappedBothWays() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    assertThat(unwrapper.unwrap(0xFFFF_FF00)).isEqualTo(0xFFFF_FF00L);
    assertThat(unwrapper.unwrap(0x100)).isEqualTo(0x1_0000_0100L);
    assertThat(unwrapper.unwrap(0xFFFF_FF80)).isEqualTo(0xFFFF_FF80L);
    assertThat(RtpTimestamp.isNewer(0x10, 0xFFFF_FFF0)).isTrue();
    assertThat(RtpTimestamp.difference(0xFFFF_FFF0, 0x10)).isEqualTo(-0x20);
  }

  @Test
  void ticksAndNanosecondsAreConverted() {
    assertThat(RtpTimestamp.ticks(1_000_000_000L, 90_000)).isEqualTo(90_000);
    assertThat(RtpTimestamp.ticks(20_000_000L, 48_000)).isEqualTo(960);
    assertThat(RtpTimestamp.ticks(-20_000_000L, 48_000)).isEqualTo(-960);
    assertThat(RtpTimestamp.nanos(3_000, 90_000)).isEqualTo(33_333_333L);
    assertThat(RtpTimestamp.ticks(100L * 365 * 86_400 * 1_000_000_000L, 90_000))
        .isEqualTo(100L * 365 * 86_400 * 90_000);
  }

  @Test
  void aStreamBeginsAboveZeroAndBelowHalfTheCircle() {
    Random random = new Random(11);
    IntStream.concat(
            IntStream.of(0, 1, -1, 0x7FFE, 0x7FFF, 0x8000, Integer.MIN_VALUE, Integer.MAX_VALUE),
            random.ints(10_000))
        .forEach(bits -> assertThat(SequenceNumber.first(bits)).isBetween(1, 0x7FFF));
    assertThat(random.ints(1000).map(SequenceNumber::first).distinct().count()).isGreaterThan(900);
  }
}

package dev.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NtpTimeTest {
  /** RFC 3550 figure 2: Thursday, 10 November 1995, 11:33:25.125 UTC is 0xb44db705 20000000. */
  @Test
  void theExampleOfTheRtpSpecificationIsConverted() {
    Instant moment = Instant.parse("1995-11-10T11:33:25.125Z");
    long unixNanos = moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
    assertThat(NtpTime.ofUnixNanos(unixNanos)).isEqualTo(0xB44DB705_20000000L);
    assertThat(NtpTime.toUnixNanos(0xB44DB705_20000000L)).isEqualTo(unixNanos);
    assertThat(NtpTime.compact(0xB44DB705_20000000L)).isEqualTo(0xB7052000);
  }

  /** RFC 3550 figure 2: a delay of 5.25 s is 0x00054000, and the round trip of 6.125 s. */
  @Test
  void theRoundTripOfTheRtpSpecificationIsComputed() {
    assertThat(NtpTime.compactOfNanos(5_250_000_000L)).isEqualTo(0x0005_4000);
    assertThat(NtpTime.compactToNanos(0xB710_8000 - 0x0005_4000 - 0xB705_2000))
        .isEqualTo(6_125_000_000L);
  }

  @Test
  void everyNanosecondSurvivesTheRoundTrip() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(0, 4_000_000_000L * 1_000_000_000L);
      assertThat(NtpTime.toUnixNanos(NtpTime.ofUnixNanos(nanos))).isEqualTo(nanos);
    }
  }

  @Test
  void durationsOutOfRangeAreCut() {
    assertThat(NtpTime.compactOfNanos(-1)).isZero();
    assertThat(NtpTime.compactOfNanos(70_000_000_000_000L)).isEqualTo(-1);
  }

  @Test
  void absSendTimeIsSixBitsOfSecondsAndEighteenOfFraction() {
    assertThat(AbsSendTime.ofNanos(1_500_000_000L)).isEqualTo(0x060000);
    assertThat(AbsSendTime.ofNanos(64_000_000_000L)).isZero();
    assertThat(AbsSendTime.differenceNanos(0x000001, 0xFFFFFF)).isEqualTo(7629);
    assertThat(AbsSendTime.differenceNanos(0x020000, 0x060000)).isEqualTo(-1_000_000_000L);
  }

  @Test
  void headerExtensionValuesAreRead() {
    byte[] bytes = WireBytes.hex("00 85 0D 00A0FF B44DB70520000000 FFFFFFFF80000000");
    assertThat(AudioLevel.level(bytes, 1)).isEqualTo(5);
    assertThat(AudioLevel.voice(bytes, 1)).isTrue();
    assertThat(VideoOrientation.rotationDegrees(bytes, 2)).isEqualTo(90);
    assertThat(VideoOrientation.flipped(bytes, 2)).isTrue();
    assertThat(VideoOrientation.backCamera(bytes, 2)).isTrue();
    assertThat(PlayoutDelay.minimumMillis(bytes, 3)).isEqualTo(100);
    assertThat(PlayoutDelay.maximumMillis(bytes, 3)).isEqualTo(2550);
    assertThat(AbsCaptureTime.captureTime(bytes, 6)).isEqualTo(0xB44DB705_20000000L);
    assertThat(AbsCaptureTime.clockOffset(bytes, 6)).isEqualTo(-0x8000_0000L);
  }
}

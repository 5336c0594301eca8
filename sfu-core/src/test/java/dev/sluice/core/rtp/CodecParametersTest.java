package dev.sluice.core.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6184 table 5 and the inferred values of each format. */
final class CodecParametersTest {
  private static CodecParameters video(Codec codec, Map<String, String> parameters) {
    return new CodecParameters(96, codec, 90_000, 1, parameters, Set.of(), OptionalInt.empty());
  }

  private static boolean compatible(Codec codec, Map<String, String> a, Map<String, String> b) {
    boolean there = video(codec, a).compatibleWith(video(codec, b));
    assertThat(video(codec, b).compatibleWith(video(codec, a))).isEqualTo(there);
    return there;
  }

  @ParameterizedTest
  @CsvSource({
    "42e01f, 42E034, true",
    "42e01f, 42C00B, true",
    "42e01f, 4D8028, true",
    "42e01f, 58C01F, true",
    "42e01f, 42001f, false",
    "42001f, 58801F, true",
    "4d001f, 4D4028, true",
    "4d001f, 42e01f, false",
    "640c1f, 640C2A, true",
    "64001f, 640c1f, false",
    "64001f, 640034, true",
    "f4001f, 64001f, false",
    "42e01, 42e01, false",
    "zzzzzz, zzzzzz, false",
  })
  void h264IsMatchedByProfile(String a, String b, boolean expected) {
    assertThat(compatible(Codec.H264, Map.of("profile-level-id", a), Map.of("profile-level-id", b)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "42e01f, 1, 42e01f, 1, true",
    "42001f, 1, 42e01f, 1, true",
    "42e01f, 1, 42001f, 1, true",
    "42e01f, 1, 4d001f, 1, true",
    "42e01f, 1, 64001f, 1, true",
    "4d001f, 1, 64001f, 1, true",
    "640c1f, 1, 64001f, 1, true",
    "4d001f, 1, 42e01f, 1, false",
    "64001f, 1, 640c1f, 1, false",
    "64001f, 1, 4d001f, 1, false",
    "42e01f, 0, 42e01f, 1, true",
    "42e01f, 1, 42e01f, 0, false",
    "zzzzzz, 1, zzzzzz, 1, false",
    "42e01f, 1, zzzzzz, 1, false",
  })
  void h264PlaysWhereTheDecoderKnowsMore(
      String sent, String sentMode, String played, String playedMode, boolean expected) {
    CodecParameters source =
        video(Codec.H264, Map.of("profile-level-id", sent, "packetization-mode", sentMode));
    CodecParameters viewer =
        video(Codec.H264, Map.of("profile-level-id", played, "packetization-mode", playedMode));

    assertThat(source.playableAs(viewer)).isEqualTo(expected);
  }

  @Test
  void h264WithoutParametersIsBaselineOfPacketizationMode0() {
    assertThat(compatible(Codec.H264, Map.of(), Map.of("profile-level-id", "42001f"))).isTrue();
    assertThat(
            compatible(
                Codec.H264,
                Map.of(),
                Map.of("profile-level-id", "42001f", "packetization-mode", "1")))
        .isFalse();
  }

  @Test
  void profilesThatAreNotSaidAreInferred() {
    assertThat(compatible(Codec.VP9, Map.of(), Map.of("profile-id", "0"))).isTrue();
    assertThat(compatible(Codec.VP9, Map.of(), Map.of("profile-id", "2"))).isFalse();
    assertThat(compatible(Codec.AV1, Map.of("level-idx", "5"), Map.of("profile", "0", "tier", "0")))
        .isTrue();
    assertThat(compatible(Codec.AV1, Map.of(), Map.of("profile", "1"))).isFalse();
    assertThat(
            compatible(
                Codec.H265,
                Map.of("level-id", "93"),
                Map.of("profile-id", "1", "tier-flag", "0", "tx-mode", "SRST")))
        .isTrue();
    assertThat(compatible(Codec.H265, Map.of(), Map.of("profile-id", "2"))).isFalse();
    assertThat(compatible(Codec.H265, Map.of(), Map.of("tier-flag", "1"))).isFalse();
  }

  @Test
  void codecsClockRatesAndChannelsMustBeTheSame() {
    assertThat(video(Codec.VP8, Map.of()).compatibleWith(video(Codec.VP9, Map.of()))).isFalse();
    CodecParameters stereo =
        new CodecParameters(111, Codec.OPUS, 48_000, 2, Map.of(), Set.of(), OptionalInt.empty());
    CodecParameters mono =
        new CodecParameters(111, Codec.OPUS, 48_000, 1, Map.of(), Set.of(), OptionalInt.empty());
    CodecParameters withFec =
        new CodecParameters(
            109, Codec.OPUS, 48_000, 2, Map.of("useinbandfec", "1"), Set.of(), OptionalInt.empty());
    assertThat(stereo.compatibleWith(mono)).isFalse();
    assertThat(stereo.compatibleWith(withFec)).isTrue();
  }
}

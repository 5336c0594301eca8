package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.session.TestMedia;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecRoutesTest {

  private static CodecParameters h264(int payloadType, String profile) {
    return new CodecParameters(
        payloadType,
        Codec.H264,
        90_000,
        1,
        Map.of("profile-level-id", profile, "packetization-mode", "1"),
        Set.of(),
        OptionalInt.empty());
  }

  private static RtpParameters section(CodecParameters... codecs) {
    return TestMedia.parameters("0", List.of(codecs), Map.of(), 1, 0);
  }

  @Test
  void theViewersPayloadTypeOfTheSameProfileIsTaken() {
    CodecRoutes routes =
        CodecRoutes.between(
            section(h264(102, "42e01f")), section(h264(40, "640c1f"), h264(41, "42e034")));

    assertThat(routes.of(102).payloadType()).isEqualTo(41);
    assertThat(routes.of(103)).isNull();
  }

  @Test
  void aRicherProfileOfTheViewerIsAWayWhereItsOwnIsMissing() {
    CodecRoutes routes =
        CodecRoutes.between(section(h264(102, "42001f")), section(h264(41, "42e01f")));

    assertThat(routes.of(102).payloadType()).isEqualTo(41);
  }

  @Test
  void anotherProfileIsNoWay() {
    CodecRoutes routes =
        CodecRoutes.between(section(h264(102, "640c1f")), section(h264(41, "42e01f")));

    assertThat(routes.of(102)).isNull();
  }

  @Test
  void redWithoutOpusIsNoWay() {
    CodecRoutes routes =
        CodecRoutes.between(
            section(TestMedia.audio(Codec.RED, 63)),
            section(TestMedia.audio(Codec.RED, 63), TestMedia.opus(111)));

    assertThat(routes.of(63)).isNull();
  }
}

package dev.sluice.signaling.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent.Ended;
import dev.sluice.signaling.capture.CaptureEvent.Sending;
import dev.sluice.signaling.capture.CaptureEvent.Source;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureEventJsonTest {

  static RtpParameters video() {
    return new RtpParameters(
        "0",
        MediaKind.VIDEO,
        List.of(
            new CodecParameters(
                102,
                Codec.H264,
                90_000,
                1,
                Map.of("packetization-mode", "1"),
                EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC),
                OptionalInt.of(103))),
        Map.of(HeaderExtension.MID, 4, HeaderExtension.TRANSPORT_CC, 3),
        true,
        List.of(
            new Encoding("", OptionalInt.of(0xF000_0001), OptionalInt.of(0xF000_0002)),
            new Encoding("h", OptionalInt.empty(), OptionalInt.empty())),
        Optional.of(new FlexFec(49, 0xF000_0003)),
        "somebody");
  }

  @Test
  void termsComeBackAsTheyWere() throws Exception {
    Terms terms =
        new Terms(
            3,
            "a room",
            "ada",
            null,
            -1_764_000_000_123_456_789L,
            List.of(video()),
            List.of(
                new Sending(video(), new Source(1, "0"), true), new Sending(video(), null, false)));

    assertThat(parse(CaptureEventJson.format(terms))).isEqualTo(terms);
  }

  @Test
  void anEndComesBackAsItWas() throws Exception {
    assertThat(parse(CaptureEventJson.format(new Ended(7)))).isEqualTo(new Ended(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{",
        "{\"event\":\"nonsense\",\"connection\":1}",
        "{\"event\":\"terms\",\"connection\":1}",
        "{\"event\":\"terms\",\"connection\":1,\"room\":\"r\",\"participant\":null,\"viewer\":null,"
            + "\"wallClockOffset\":0,\"receives\":[{\"codecs\":[{\"codec\":\"nonsense\"}]}],\"sends\":[]}"
      })
  void whatIsNoEventIsRefused(String json) {
    assertThatThrownBy(() -> parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  private static CaptureEvent parse(byte[] json) throws IOException {
    return CaptureEventJson.parse(json, 0, json.length);
  }
}

package dev.sluice.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SourceGroup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PacketSectionTest {

  private static final RtpParameters OFFERED =
      new RtpParameters(
          "v",
          MediaKind.VIDEO,
          List.of(
              codec(45, Codec.AV1, Map.of("profile", "1"), 46),
              codec(100, Codec.H264, Map.of("packetization-mode", "1"), 101)),
          Map.of(HeaderExtension.MID, 4, HeaderExtension.TRANSPORT_CC, 3),
          true,
          List.of(new Encoding("", OptionalInt.of(11), OptionalInt.of(12))),
          "replay-ada");

  @Test
  void theOfferSaysWhatThePacketsAre() {
    MediaSection section = PacketSection.offer(OFFERED, TransportDescription.NONE);

    assertThat(section.mediaType()).isEqualTo("video");
    assertThat(section.mid()).contains("v");
    assertThat(section.direction()).isEqualTo(Direction.SENDONLY);
    assertThat(section.payloadTypes()).containsExactly(45, 46, 100, 101);
    assertThat(section.rtpMap(45).orElseThrow()).hasToString("45 AV1/90000");
    assertThat(section.formatParameters(45).orElseThrow()).hasToString("45 profile=1");
    assertThat(section.formatParameters(101).orElseThrow()).hasToString("101 apt=100");
    assertThat(section.feedback(100)).containsExactly("nack");
    assertThat(section.sourceGroups())
        .containsExactly(new SourceGroup(SourceGroup.FID, List.of(11, 12)));
  }

  @Test
  void whatTheAnswerLeavesOutIsNotAgreed() {
    MediaSection answer =
        MediaSection.builder("video", 9, Descriptions.PROTOCOL, List.of("100"))
            .direction(Direction.RECVONLY)
            .build();

    RtpParameters agreed = PacketSection.agreed(OFFERED, answer);

    assertThat(agreed.codecs()).extracting(CodecParameters::payloadType).containsExactly(100);
    assertThat(agreed.codecs().getFirst().rtxPayloadType()).isEmpty();
    assertThat(agreed.headerExtensions()).isEmpty();
    assertThat(agreed.extmapAllowMixed()).isFalse();
  }

  @Test
  void ofARejectedSectionNothingIsAgreed() {
    MediaSection rejected =
        MediaSection.builder("video", 0, Descriptions.PROTOCOL, List.of("100")).build();

    assertThat(PacketSection.agreed(OFFERED, rejected).codecs()).isEmpty();
  }

  private static CodecParameters codec(
      int payloadType, Codec codec, Map<String, String> format, int rtx) {
    return new CodecParameters(
        payloadType, codec, 90_000, 1, format, Set.of(RtcpFeedback.NACK), OptionalInt.of(rtx));
  }
}

package dev.sluice.benchmarks.replay.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SectionOffersTest {

  @Test
  void redundantAudioIsOfferedWithWhatItIsMadeOf() {
    RtpParameters negotiated = Captured.audio("0");

    RtpParameters offer = new SectionOffers(List.of(negotiated)).offer(negotiated, Set.of(63));

    assertThat(offer.codecs()).extracting(CodecParameters::payloadType).containsExactly(111, 63);
  }

  @Test
  void headerExtensionsKeepTheirIdsAndThoseMissingGetFreeOnes() {
    RtpParameters negotiated = Captured.video("0");

    Map<HeaderExtension, Integer> offered =
        new SectionOffers(List.of(negotiated)).offer(negotiated, Set.of(96)).headerExtensions();

    assertThat(offered).containsEntry(HeaderExtension.MID, 4);
    assertThat(offered).doesNotContainKey(HeaderExtension.RID);
    assertThat(offered.values()).doesNotHaveDuplicates().doesNotContain(10);
    assertThat(offered).containsKeys(HeaderExtension.ABS_SEND_TIME, HeaderExtension.TRANSPORT_CC);
  }

  @Test
  void videoThatWasCapturedWithoutRtxIsOfferedWithIt() {
    RtpParameters negotiated =
        Captured.section(
            "0",
            MediaKind.VIDEO,
            List.of(
                Captured.codec(96, Codec.VP9, Map.of("profile-id", "2"), OptionalInt.empty()),
                Captured.codec(98, Codec.H264, Map.of(), OptionalInt.of(97))));

    CodecParameters offered =
        new SectionOffers(List.of(negotiated)).offer(negotiated, Set.of(96)).codecs().getFirst();

    assertThat(offered.rtxPayloadType()).hasValue(99);
    assertThat(offered.formatParameters()).containsEntry("profile-id", "2");
    assertThat(offered.feedback()).contains(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI);
  }
}

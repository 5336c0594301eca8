package dev.sluice.signaling.jsep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.signaling.sdp.MediaSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecNegotiationTest {
  private static final String TRANSPORT_CC =
      "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

  private static List<CodecParameters> codecs(String kind, String payloadTypes, String... lines) {
    String section = "m=" + kind + " 9 UDP/TLS/RTP/SAVPF " + payloadTypes + "\na=rtcp-mux\n";
    MediaSection parsed =
        Negotiation.parse(Negotiation.head() + section + String.join("\n", lines))
            .media()
            .getFirst();
    return CodecNegotiation.commonCodecs(parsed, MediaKind.valueOf(kind.toUpperCase(Locale.ROOT)));
  }

  @Test
  void theOrderOfTheFormatsIsTheOrderOfPreference() {
    assertThat(
            codecs(
                "video",
                "98 96 97",
                "a=rtpmap:96 VP8/90000",
                "a=rtpmap:97 H265/90000",
                "a=rtpmap:98 vp9/90000"))
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.VP9, Codec.VP8, Codec.H265);
  }

  @Test
  void whatTheServerDoesNotForwardIsLeftOut() {
    assertThat(
            codecs(
                "audio",
                "111 13 126 112 100",
                "a=rtpmap:111 opus/48000/2",
                "a=rtpmap:13 CN/8000",
                "a=rtpmap:126 telephone-event/8000",
                "a=rtpmap:112 multiopus/48000/6",
                "a=rtpmap:100 opus/16000"))
        .extracting(CodecParameters::payloadType)
        .containsExactly(111);
    assertThat(
            codecs(
                "video",
                "96 120 49",
                "a=rtpmap:96 VP8/90000",
                "a=rtpmap:120 ulpfec/90000",
                "a=rtpmap:49 flexfec-03/90000"))
        .extracting(CodecParameters::payloadType)
        .containsExactly(96);
  }

  @Test
  void staticPayloadTypesNeedNoRtpmap() {
    assertThat(codecs("audio", "0 8 9 3"))
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.PCMU, Codec.PCMA, Codec.G722);
  }

  @Test
  void eachCodecHasItsOwnRetransmissions() {
    List<CodecParameters> codecs =
        codecs(
            "video",
            "96 97 98 99 100",
            "a=rtpmap:96 VP8/90000",
            "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 apt=98",
            "a=rtpmap:98 VP9/90000",
            "a=rtpmap:99 rtx/90000",
            "a=fmtp:99 apt=96;rtx-time=500",
            "a=rtpmap:100 rtx/90000",
            "a=fmtp:100 apt=17");

    assertThat(codecs)
        .extracting(CodecParameters::rtxPayloadType)
        .containsExactly(OptionalInt.of(99), OptionalInt.of(97));
  }

  @Test
  void redIsKeptWhereItCarriesAKnownCodec() {
    String[] lines = {"a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtpmap:111 opus/48000/2"};

    assertThat(codecs("audio", "63 111", lines))
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.RED, Codec.OPUS);
    assertThat(codecs("audio", "63 0", lines))
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.PCMU);
    assertThat(codecs("video", "122", "a=rtpmap:122 red/90000")).isEmpty();
  }

  @Test
  void everyProfileAndPacketizationModeOfH264IsKept() {
    assertThat(
            codecs(
                "video",
                "102 104 116",
                "a=rtpmap:102 H264/90000",
                "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                "a=rtpmap:104 H264/90000",
                "a=fmtp:104 packetization-mode=0;Profile-Level-Id=64001f",
                "a=rtpmap:116 H264/90000"))
        .extracting(CodecParameters::formatParameters)
        .containsExactly(
            Map.of(
                "level-asymmetry-allowed",
                "1",
                "packetization-mode",
                "1",
                "profile-level-id",
                "42e01f"),
            Map.of("packetization-mode", "0", "profile-level-id", "64001f"),
            Map.of());
  }

  @Test
  void feedbackIsWhatBothKnowWithTheWildcard() {
    CodecParameters vp8 =
        codecs(
                "video",
                "96",
                "a=rtpmap:96 VP8/90000",
                "a=rtcp-fb:* nack",
                "a=rtcp-fb:96 nack pli",
                "a=rtcp-fb:96 nack rpsi",
                "a=rtcp-fb:96 ccm tmmbr",
                "a=rtcp-fb:97 goog-remb")
            .getFirst();

    assertThat(vp8.feedback()).containsExactlyInAnyOrder(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI);
  }

  @Test
  void audioHasNoFeedbackOfPictures() {
    assertThat(
            codecs(
                    "audio",
                    "111",
                    "a=rtpmap:111 opus/48000/2",
                    TRANSPORT_CC,
                    "a=rtcp-fb:* transport-cc",
                    "a=rtcp-fb:111 nack",
                    "a=rtcp-fb:111 nack pli",
                    "a=rtcp-fb:111 goog-remb")
                .getFirst()
                .feedback())
        .containsExactlyInAnyOrder(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC);
  }

  @Test
  void whoKnowsBothKindsOfFeedbackGetsTheTransportWideOne() {
    assertThat(feedbackOfVp8(TRANSPORT_CC, "a=rtcp-fb:96 transport-cc", "a=rtcp-fb:96 ack ccfb"))
        .containsExactly(RtcpFeedback.TRANSPORT_CC);
  }

  @Test
  void whoKnowsTheFeedbackOfRfc8888AloneGetsThat() {
    assertThat(feedbackOfVp8("a=rtcp-fb:96 ack ccfb")).containsExactly(RtcpFeedback.CCFB);
  }

  @Test
  void whoOnlyReceivesIsNotAskedForTheFeedbackOfRfc8888() {
    assertThat(feedbackOfVp8("a=recvonly", "a=rtcp-fb:96 ack ccfb")).isEmpty();
  }

  @Test
  void whoOnlyReceivesMayLearnTheRoundTrip() {
    assertThat(feedbackOfVp8("a=recvonly", "a=rtcp-fb:96 rrtr")).containsExactly(RtcpFeedback.RRTR);
  }

  private static Set<RtcpFeedback> feedbackOfVp8(String... lines) {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("a=rtpmap:96 VP8/90000");
    return codecs("video", "96", all.toArray(String[]::new)).getFirst().feedback();
  }

  @Test
  void aPayloadTypeThatLooksLikeRtcpIsLeftOut() {
    assertThat(codecs("video", "72 96", "a=rtpmap:72 VP8/90000", "a=rtpmap:96 VP9/90000"))
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.VP9);
  }
}

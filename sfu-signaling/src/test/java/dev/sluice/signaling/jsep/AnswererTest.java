package dev.sluice.signaling.jsep;

import static dev.sluice.signaling.jsep.Negotiation.audio;
import static dev.sluice.signaling.jsep.Negotiation.head;
import static dev.sluice.signaling.jsep.Negotiation.video;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.ExtensionMapping;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.Msid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswererTest {
  private static final String MID_URI = HeaderExtension.MID.uri();

  private final Negotiation negotiation = new Negotiation();

  private static List<Boolean> rejections(Answer answer) {
    return answer.description().media().stream().map(MediaSection::isRejected).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, true,  true,  recvonly",
    "sendonly, false, true,  inactive",
    "recvonly, true,  true,  sendonly",
    "recvonly, true,  false, inactive",
    "sendrecv, true,  true,  sendrecv",
    "sendrecv, true,  false, recvonly",
    "sendrecv, false, true,  sendonly",
    "sendrecv, false, false, inactive",
    "inactive, true,  true,  inactive",
  })
  void theDirectionIsWhatBothWant(String offered, boolean receive, boolean send, String answered)
      throws NegotiationException {
    Optional<Msid> track = send ? Optional.of(Msid.of("s", "t")) : Optional.empty();
    Answer answer =
        negotiation.answer(
            Negotiation.parse(head("0") + audio("0", "a=" + offered)),
            Map.of("0", new SectionPlan(receive, track)));

    assertThat(answer.description().media().getFirst().direction()).hasToString(answered);
    assertThat(answer.description().media().getFirst().msids())
        .hasSize(answered.startsWith("send") ? 1 : 0);
  }

  @Test
  void aSectionThatNoPlanNamesIsInactive() throws NegotiationException {
    Answer answer =
        negotiation.answer(Negotiation.parse(head("0") + audio("0", "a=sendrecv")), Map.of());

    assertThat(answer.agreed().sections().getFirst().direction()).isEqualTo(Direction.INACTIVE);
    assertThat(answer.agreed().sections().getFirst().rejected()).isFalse();
  }

  @Test
  void aTrackIsAnnouncedWithItsStreamsAndRetransmissions() throws NegotiationException {
    String rtx = "a=rtpmap:97 rtx/90000\na=fmtp:97 apt=96";
    String offer = head("0") + video("0", "a=recvonly", rtx).replace("SAVPF 96", "SAVPF 96 97");
    Answer answer = negotiation.answer(offer);
    RtpParameters send = answer.agreed().sections().getFirst().send().orElseThrow();
    Encoding encoding = send.encodings().getFirst();
    String ssrc = Integer.toUnsignedString(encoding.ssrc().getAsInt());
    String rtxSsrc = Integer.toUnsignedString(encoding.rtxSsrc().getAsInt());

    assertThat(send.cname()).isEqualTo("server");
    assertThat(answer.description().format())
        .contains(
            "a=msid:server track-0\r\n",
            "a=ssrc-group:FID " + ssrc + " " + rtxSsrc + "\r\n",
            "a=ssrc:" + ssrc + " cname:server\r\n",
            "a=ssrc:" + rtxSsrc + " cname:server\r\n");
  }

  @Test
  void aClientThatKnowsParityIsAnnouncedAStreamOfIt() throws NegotiationException {
    Answer answer = negotiation.answer(offerOfParity("a=recvonly"));
    RtpParameters send = answer.agreed().sections().getFirst().send().orElseThrow();
    FlexFec flexFec = send.flexFec().orElseThrow();
    String ssrc = Integer.toUnsignedString(send.encodings().getFirst().ssrc().getAsInt());
    String paritySsrc = Integer.toUnsignedString(flexFec.ssrc());

    assertThat(flexFec.payloadType()).isEqualTo(49);
    assertThat(answer.description().format())
        .contains(
            "SAVPF 96 49\r\n",
            "a=rtpmap:49 flexfec-03/90000\r\n",
            "a=fmtp:49 repair-window=10000000\r\n",
            "a=ssrc-group:FEC-FR " + ssrc + " " + paritySsrc + "\r\n",
            "a=ssrc:" + paritySsrc + " cname:server\r\n");
  }

  @Test
  void theStreamOfParityStaysWhileTheSectionGoesOn() throws NegotiationException {
    Answer first = negotiation.answer(offerOfParity("a=recvonly"));
    Answer second = negotiation.answer(offerOfParity("a=recvonly"));

    assertThat(second.agreed().sections().getFirst().send().orElseThrow().flexFec())
        .isEqualTo(first.agreed().sections().getFirst().send().orElseThrow().flexFec())
        .isPresent();
  }

  @Test
  void noParityIsAskedOfWhoPublishes() throws NegotiationException {
    Answer answer = negotiation.answer(offerOfParity("a=sendonly"));

    assertThat(answer.description().format()).doesNotContain("flexfec");
  }

  private static String offerOfParity(String direction) {
    return head("0")
        + video("0", direction, "a=rtpmap:49 flexfec-03/90000").replace("SAVPF 96", "SAVPF 96 49");
  }

  @Test
  void theFeedbackOfRfc8888IsAgreedOnForAllPayloadTypesTogether() throws NegotiationException {
    Answer answer =
        negotiation.answer(head("0") + video("0", "a=sendonly", "a=rtcp-fb:96 ack ccfb"));

    assertThat(answer.description().format())
        .contains("a=rtcp-fb:* ack ccfb\r\n")
        .doesNotContain("a=rtcp-fb:96 ack ccfb");
  }

  @Test
  void anSsrcThatTheClientHasIsNotGivenAway() throws NegotiationException {
    Answer answer =
        negotiation.answer(
            head("0", "1")
                + audio("0", "a=sendonly", "a=ssrc:1000 cname:x")
                + audio("1", "a=recvonly"));

    assertThat(answer.agreed().sections().get(1).send().orElseThrow().encodings().getFirst().ssrc())
        .isNotEqualTo(OptionalInt.of(1000))
        .isPresent();
  }

  @Test
  void groupsOfSourcesBecomeEncodings() throws NegotiationException {
    Answer answer =
        negotiation.answer(
            head("0")
                + video(
                    "0",
                    "a=sendonly",
                    "a=ssrc-group:FID 11 12",
                    "a=ssrc-group:FEC-FR 11 13",
                    "a=ssrc:11 cname:me",
                    "a=ssrc:12 cname:me",
                    "a=ssrc:13 cname:me"));
    RtpParameters receive = answer.agreed().sections().getFirst().receive().orElseThrow();

    assertThat(receive.encodings())
        .containsExactly(new Encoding("", OptionalInt.of(11), OptionalInt.of(12)));
    assertThat(receive.cname()).isEqualTo("me");
  }

  @Test
  void sectionsOutsideTheBundleAreRejected() throws NegotiationException {
    Answer answer = negotiation.answer(head("0", "2") + audio("0") + audio("1") + video("2"));

    assertThat(rejections(answer)).containsExactly(false, true, false);
    assertThat(answer.description().bundles()).containsExactly(List.of("0", "2"));
  }

  @Test
  void withoutABundleTheFirstSectionStandsAlone() throws NegotiationException {
    Answer answer = negotiation.answer(head() + audio("0") + video("1"));

    assertThat(rejections(answer)).containsExactly(false, true);
    assertThat(answer.description().groups()).isEmpty();
  }

  @Test
  void aSingleSectionNeedsNeitherMidNorSetup() throws NegotiationException {
    String offer =
        (head() + audio("x", "a=sendonly"))
            .replace("a=mid:x\n", "")
            .replace("a=setup:actpass\n", "");
    Answer answer = negotiation.answer(offer);

    assertThat(answer.description().media().getFirst().mid()).isEmpty();
    assertThat(answer.agreed().sections().getFirst().receive()).isPresent();
    assertThat(answer.agreed().transport().localIsDtlsClient()).isFalse();
  }

  @Test
  void theFirstAcceptableSectionOfTheBundleCarriesTheTransport() throws NegotiationException {
    String other = "a=ice-ufrag:other\na=ice-pwd:otherotherotherotherother";
    Answer answer =
        negotiation.answer(
            head("d", "1", "0")
                + audio("0")
                + video("1", other)
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\n");

    assertThat(answer.agreed().transport().ice().usernameFragment()).isEqualTo("other");
    assertThat(answer.description().bundles()).containsExactly(List.of("1", "0"));
    assertThat(answer.description().media().get(1).transport().candidates()).hasSize(1);
    assertThat(rejections(answer)).containsExactly(false, false, true);
  }

  @Test
  void aSectionWithoutACommonCodecIsRejectedWithItsFormats() throws NegotiationException {
    Answer answer =
        negotiation.answer(head("0", "1") + audio("0") + video("1").replace("VP8", "theora"));

    assertThat(answer.description().format()).contains("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n");
    assertThat(answer.agreed().sections().get(1).rejected()).isTrue();
    assertThat(answer.agreed().sections().get(1).receive()).isEmpty();
  }

  @Test
  void aSectionThatTheClientStoppedStaysRejected() throws NegotiationException {
    Answer answer =
        negotiation.answer(head("0") + audio("0") + video("1").replace("m=video 9", "m=video 0"));

    assertThat(rejections(answer)).containsExactly(false, true);
  }

  @Test
  void extensionsKeepTheirIdsAndTurnTheirDirections() throws NegotiationException {
    Answer answer =
        negotiation.answer(
            head("0")
                + video(
                    "0",
                    "a=sendrecv",
                    "a=extmap-allow-mixed",
                    "a=extmap:4 " + MID_URI,
                    "a=extmap:5/sendonly " + HeaderExtension.VIDEO_ORIENTATION.uri(),
                    "a=extmap:6/recvonly " + HeaderExtension.PLAYOUT_DELAY.uri(),
                    "a=extmap:7 urn:unknown",
                    "a=extmap:8/inactive " + HeaderExtension.ABS_SEND_TIME.uri(),
                    "a=extmap:9 " + HeaderExtension.RID.uri(),
                    "a=extmap:10 " + HeaderExtension.VIDEO_LAYERS_ALLOCATION.uri(),
                    "a=extmap:300 " + HeaderExtension.COLOR_SPACE.uri(),
                    "a=extmap:4 " + HeaderExtension.ABS_CAPTURE_TIME.uri()));
    Agreement.Section section = answer.agreed().sections().getFirst();

    assertThat(section.receive().orElseThrow().headerExtensions())
        .isEqualTo(
            Map.of(
                HeaderExtension.MID,
                4,
                HeaderExtension.VIDEO_ORIENTATION,
                5,
                HeaderExtension.RID,
                9,
                HeaderExtension.VIDEO_LAYERS_ALLOCATION,
                10));
    assertThat(section.send().orElseThrow().headerExtensions())
        .isEqualTo(Map.of(HeaderExtension.MID, 4, HeaderExtension.PLAYOUT_DELAY, 6));
    assertThat(answer.description().media().getFirst().extensions())
        .containsExactly(
            new ExtensionMapping(4, Direction.SENDRECV, MID_URI),
            new ExtensionMapping(5, Direction.RECVONLY, HeaderExtension.VIDEO_ORIENTATION.uri()),
            new ExtensionMapping(6, Direction.SENDONLY, HeaderExtension.PLAYOUT_DELAY.uri()),
            new ExtensionMapping(9, Direction.SENDRECV, HeaderExtension.RID.uri()),
            new ExtensionMapping(
                10, Direction.SENDRECV, HeaderExtension.VIDEO_LAYERS_ALLOCATION.uri()));
    assertThat(answer.description().media().getFirst().extmapAllowMixed()).isTrue();
  }

  @Test
  void anIdWithTwoMeaningsInABundleKeepsTheFirst() throws NegotiationException {
    Answer answer =
        negotiation.answer(
            head("0", "1")
                + audio(
                    "0", "a=extmap:1 " + MID_URI, "a=extmap:2 " + HeaderExtension.AUDIO_LEVEL.uri())
                + video(
                    "1",
                    "a=extmap:1 " + MID_URI,
                    "a=extmap:2 " + HeaderExtension.ABS_SEND_TIME.uri()));

    assertThat(answer.description().media().getFirst().extensions())
        .extracting(ExtensionMapping::uri)
        .containsExactly(MID_URI, HeaderExtension.AUDIO_LEVEL.uri());
    assertThat(answer.description().media().getLast().extensions())
        .extracting(ExtensionMapping::uri)
        .containsExactly(MID_URI);
    assertThat(answer.agreed().sections().getLast().send().orElseThrow().headerExtensions())
        .isEqualTo(Map.of(HeaderExtension.MID, 1));
  }

  @Test
  void anIdOfARejectedSectionIsFree() throws NegotiationException {
    Answer answer =
        negotiation.answer(
            head("1")
                + audio("0", "a=extmap:2 " + HeaderExtension.AUDIO_LEVEL.uri())
                + video("1", "a=extmap:2 " + HeaderExtension.ABS_SEND_TIME.uri()));

    assertThat(answer.agreed().sections().getLast().send().orElseThrow().headerExtensions())
        .isEqualTo(Map.of(HeaderExtension.ABS_SEND_TIME, 2));
  }

  @Test
  void opusWishesAreEchoedAndLimitsOfTheDecoderAreNot() throws NegotiationException {
    String opus = "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1;usedtx=1";
    Answer answer =
        negotiation.answer(
            head("0", "1") + audio("0", opus) + video("1", "a=fmtp:96 max-fs=12288;max-fr=60"));

    assertThat(answer.description().format())
        .contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;usedtx=1\r\n")
        .doesNotContain("max-fs");
  }

  @Test
  void mixedExtensionFormsAreAgreedBySectionOrBySession() throws NegotiationException {
    Answer bySection =
        negotiation.answer(head("0", "1") + audio("0", "a=extmap-allow-mixed") + video("1"));
    Answer bySession =
        new Negotiation()
            .answer(head("0", "1") + "a=extmap-allow-mixed\n" + audio("0") + video("1"));

    assertThat(bySection.agreed().sections())
        .extracting(s -> s.send().orElseThrow().extmapAllowMixed())
        .containsExactly(true, false);
    assertThat(bySession.agreed().sections())
        .extracting(s -> s.send().orElseThrow().extmapAllowMixed())
        .containsExactly(true, true);
    assertThat(bySession.agreed().sections())
        .extracting(s -> s.receive().orElseThrow().extmapAllowMixed())
        .containsExactly(true, true);
  }
}

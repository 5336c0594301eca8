package dev.sluice.signaling.jsep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.RecordedOffers;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.Setup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedOffersTest {
  private static Answer answer(String name) throws SdpException, NegotiationException {
    return new Negotiation().answer(RecordedOffers.offer(name));
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#first")
  void theAnswerMirrorsTheOffer(String name) throws SdpException, NegotiationException {
    SessionDescription offer = RecordedOffers.offer(name);
    SessionDescription answer = answer(name).description();

    assertThat(answer.media())
        .extracting(MediaSection::mediaType)
        .isEqualTo(offer.media().stream().map(MediaSection::mediaType).toList());
    assertThat(answer.media())
        .extracting(MediaSection::mid)
        .isEqualTo(offer.media().stream().map(MediaSection::mid).toList());
    for (int i = 0; i < offer.media().size(); i++) {
      MediaSection offered = offer.media().get(i);
      MediaSection answered = answer.media().get(i);
      assertThat(offered.formats()).containsSubsequence(answered.formats());
      assertThat(answered.isRejected()).isEqualTo(!offered.isRtp());
      if (offered.isRtp()) {
        assertThat(answered.direction()).isEqualTo(offered.direction().reversed());
        assertThat(answered.rtcpMux()).isTrue();
        assertThat(answered.rtcpReducedSize()).isEqualTo(offered.rtcpReducedSize());
        assertThat(answered.extmapAllowMixed()).isEqualTo(offered.extmapAllowMixed());
        assertThat(answered.simulcast().isPresent()).isEqualTo(offered.simulcast().isPresent());
        assertThat(answered.rids()).hasSameSizeAs(offered.rids());
        answered
            .rtpMaps()
            .forEach(
                map ->
                    assertThat(offered.rtpMap(map.payloadType()).orElseThrow().encodingName())
                        .isEqualToIgnoringCase(map.encodingName()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#first")
  void theAnswerIsOneBundleOverOneTransport(String name) throws SdpException, NegotiationException {
    SessionDescription answer = answer(name).description();
    List<MediaSection> accepted =
        answer.media().stream().filter(section -> !section.isRejected()).toList();

    assertThat(answer.iceLite()).isFalse();
    assertThat(answer.transport().iceOptions()).containsExactly("trickle");
    assertThat(answer.bundles())
        .containsExactly(accepted.stream().map(section -> section.mid().orElseThrow()).toList());
    assertThat(accepted)
        .allSatisfy(
            section -> {
              assertThat(section.port()).isEqualTo(9);
              assertThat(section.transport().setup()).contains(Setup.PASSIVE);
              assertThat(section.transport().ice()).contains(Negotiation.localTransport().ice());
              assertThat(section.transport().fingerprints())
                  .isEqualTo(Negotiation.localTransport().fingerprints());
            });
    assertThat(accepted.getFirst().transport().candidates()).hasSize(1);
    assertThat(accepted.getFirst().transport().endOfCandidates()).isTrue();
    assertThat(accepted.subList(1, accepted.size()))
        .allSatisfy(section -> assertThat(section.transport().candidates()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#first")
  void theAnswerIsReadAsItWasWritten(String name) throws SdpException, NegotiationException {
    SessionDescription answer = answer(name).description();

    assertThat(SessionDescription.parse(answer.format())).isEqualTo(answer);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.signaling.sdp.RecordedOffers#first")
  void parametersExistForTheWaysThatWereAgreed(String name)
      throws SdpException, NegotiationException {
    for (Agreement.Section section : answer(name).agreed().sections()) {
      assertThat(section.receive().isPresent()).isEqualTo(section.direction().receives());
      assertThat(section.send().isPresent()).isEqualTo(section.direction().sends());
      section.send().ifPresent(send -> assertThat(send.encodings()).hasSize(1));
    }
  }

  @Test
  void chromiumPublishesWithItsOwnNumbers() throws SdpException, NegotiationException {
    Answer answer = answer("chromium-publish");
    RtpParameters audio = answer.agreed().section("0").orElseThrow().receive().orElseThrow();
    RtpParameters video = answer.agreed().section("1").orElseThrow().receive().orElseThrow();

    assertThat(audio.codecs())
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.OPUS, Codec.RED, Codec.G722, Codec.PCMU, Codec.PCMA);
    assertThat(audio.cname()).isEqualTo("aew2sf84zJg9vKfZ");
    assertThat(audio.headerExtensions())
        .containsEntry(HeaderExtension.AUDIO_LEVEL, 1)
        .containsEntry(HeaderExtension.MID, 4);
    assertThat(video.codecs())
        .extracting(CodecParameters::payloadType)
        .containsExactly(96, 102, 104, 108, 114, 116, 39, 45, 98, 100);
    assertThat(video.codecs().getFirst().rtxPayloadType()).isEqualTo(OptionalInt.of(97));
    assertThat(video.codecs().getFirst().feedback())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(RtcpFeedback.CCFB, RtcpFeedback.RRTR)));
    // Or else the next offer of this connection could hold no simulcast.
    assertThat(video.headerExtensions()).containsKey(HeaderExtension.RID);
    assertThat(video.encodings())
        .singleElement()
        .satisfies(encoding -> assertThat(encoding.rtxSsrc()).isPresent());
  }

  @Test
  void chromiumIsAskedForAllLayersThatItOffers() throws SdpException, NegotiationException {
    assertThreeLayers(answer("chromium-simulcast"), "0", "q", "h", "f");
  }

  @Test
  void chromiumIsAskedToTellOfItsLayers() throws SdpException, NegotiationException {
    Agreement.Section video = answer("chromium-simulcast").agreed().section("0").orElseThrow();

    assertThat(video.receive().orElseThrow().headerExtensions())
        .containsEntry(HeaderExtension.VIDEO_LAYERS_ALLOCATION, 14);
  }

  @Test
  void firefoxIsAskedForAllLayersThatItOffers() throws SdpException, NegotiationException {
    assertThreeLayers(answer("firefox-simulcast"), "0", "q", "h", "f");
  }

  private static void assertThreeLayers(Answer answer, String mid, String... rids) {
    RtpParameters video = answer.agreed().section(mid).orElseThrow().receive().orElseThrow();
    assertThat(answer.description().format())
        .contains("a=rid:" + rids[0] + " recv", "a=simulcast:recv " + String.join(";", rids));
    assertThat(video.encodings()).extracting(Encoding::rid).containsExactly(rids);
    assertThat(video.headerExtensions()).containsKeys(HeaderExtension.MID, HeaderExtension.RID);
  }

  @Test
  void firefoxReceivesUnderItsOwnNumbers() throws SdpException, NegotiationException {
    Answer answer = answer("firefox-receive");
    RtpParameters audio = answer.agreed().section("0").orElseThrow().send().orElseThrow();
    RtpParameters video = answer.agreed().section("1").orElseThrow().send().orElseThrow();

    assertThat(audio.codecs().getFirst().payloadType()).isEqualTo(109);
    assertThat(video.codecs().getFirst().payloadType()).isEqualTo(120);
    assertThat(video.codecs())
        .extracting(CodecParameters::codec)
        .containsExactly(Codec.VP8, Codec.VP9, Codec.AV1);
    assertThat(answer.agreed().section("1").orElseThrow().receive()).isEmpty();
  }

  @Test
  void gstreamerIsKnownByItsSourcesAndGetsNoTransportCc()
      throws SdpException, NegotiationException {
    Answer answer = answer("gstreamer-publish");
    Agreement.Section video = answer.agreed().section("video0").orElseThrow();
    CodecParameters h264 = video.receive().orElseThrow().codecs().getFirst();

    assertThat(video.msids()).hasSize(1);
    assertThat(video.msids().getFirst().track()).contains("webrtctransceiver0");
    assertThat(h264.codec()).isEqualTo(Codec.H264);
    assertThat(h264.formatParameters()).containsEntry("profile-level-id", "42c015");
    // It offers the feedback without the header extension that the feedback is about.
    assertThat(h264.feedback())
        .containsExactlyInAnyOrder(RtcpFeedback.NACK_PLI, RtcpFeedback.CCM_FIR);
    assertThat(answer.description().format()).doesNotContain("sprop-");
  }

  @Test
  void aiortcsOtherCredentialsAreThoseOfTransportsThatNeverAre()
      throws SdpException, NegotiationException {
    Answer answer = answer("aiortc-publish");

    assertThat(answer.agreed().transport().ice().usernameFragment()).isEqualTo("fkWn");
    assertThat(answer.iceRestart()).isFalse();
  }

  @Test
  void libdatachannelsCandidatesAreThoseOfItsOneTransport()
      throws SdpException, NegotiationException {
    Answer answer = answer("libdatachannel-publish");

    assertThat(answer.agreed().transport().candidates()).hasSize(2);
    assertThat(answer.agreed().transport().endOfCandidates()).isTrue();
  }

  /** It gathers its candidates when it has the answer, and never sends them. */
  @Test
  void obsOffersNoCandidateAndDoesNotSayThatThereIsNone()
      throws SdpException, NegotiationException {
    Answer answer = answer("obs-30-publish");

    assertThat(answer.agreed().transport().candidates()).isEmpty();
    assertThat(answer.agreed().transport().endOfCandidates()).isFalse();
  }

  @Test
  void obs32NamesItsLinesInPackets() throws SdpException, NegotiationException {
    Answer answer = answer("obs-32-publish");

    assertThat(
            answer.agreed().section("1").orElseThrow().receive().orElseThrow().headerExtensions())
        .containsEntry(HeaderExtension.MID, 1);
  }

  @Test
  void obsIsAskedForAllLayersThatItOffers() throws SdpException, NegotiationException {
    assertThreeLayers(answer("obs-32-simulcast"), "1", "0", "1", "2");
  }

  @Test
  void obsSendsItsTwoStreams() throws SdpException, NegotiationException {
    Answer answer = answer("obs-30-publish");

    assertThat(answer.agreed().transport().ice().usernameFragment()).isEqualTo("+YZX");
    assertThat(answer.agreed().section("0").orElseThrow().receive().orElseThrow().encodings())
        .containsExactly(
            new Encoding("", OptionalInt.of((int) 3_347_937_093L), OptionalInt.empty()));
    assertThat(
            answer
                .description()
                .media()
                .getFirst()
                .formatParameters(111)
                .orElseThrow()
                .value("stereo"))
        .contains("1");
  }

  @ParameterizedTest
  @MethodSource("browsers")
  void aBrowsersSessionIsFollowedThroughAllItsOffers(String browser)
      throws SdpException, NegotiationException {
    Negotiation negotiation = new Negotiation();
    List<Answer> answers = new ArrayList<>();
    for (String step : RecordedOffers.SESSION) {
      answers.add(negotiation.answer(RecordedOffers.offer(browser + step)));
    }

    assertThat(answers.get(0).agreed().sections())
        .extracting(Agreement.Section::direction)
        .containsExactly(Direction.RECVONLY, Direction.RECVONLY);
    assertThat(answers.get(1).agreed().section("1").orElseThrow().direction())
        .isEqualTo(Direction.INACTIVE);
    assertThat(answers.get(2).agreed().section("0").orElseThrow().rejected()).isTrue();
    assertThat(answers.get(3).agreed().sections().getFirst().mid()).isNotEqualTo("0");
    assertThat(answers.get(3).agreed().sections())
        .extracting(Agreement.Section::direction)
        .containsExactlyInAnyOrder(Direction.INACTIVE, Direction.RECVONLY, Direction.SENDONLY);
    assertThat(answers.get(4).iceRestart()).isTrue();
    assertThat(answers.subList(0, 3)).noneMatch(Answer::iceRestart);
    // The first line is stopped, and then used again.
    assertThat(answers)
        .extracting(Answer::transportReplaced)
        .containsExactly(false, false, true, true, false, false);
    assertThat(answers.get(5).agreed().sections()).allMatch(Agreement.Section::rejected);
    assertThat(answers)
        .extracting(answer -> answer.description().origin().version())
        .containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(answers)
        .extracting(answer -> answer.description().origin().sessionId())
        .containsOnly(answers.getFirst().description().origin().sessionId());
  }

  static List<String> browsers() {
    return List.of("chromium-", "firefox-");
  }

  @Test
  void theOfferedMsidIsHandedOn() throws SdpException, NegotiationException {
    assertThat(answer("obs-30-publish").agreed().section("1").orElseThrow().msids())
        .containsExactly(Msid.of("kgIFJ4uXVTjGL8nV", "kgIFJ4uXVTjGL8nV-video"));
  }
}

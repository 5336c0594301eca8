package dev.sluice.signaling.jsep;

import static dev.sluice.signaling.jsep.Negotiation.audio;
import static dev.sluice.signaling.jsep.Negotiation.head;
import static dev.sluice.signaling.jsep.Negotiation.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.signaling.jsep.NegotiationException.Reason;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.Setup;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferReviewTest {
  private static final String GOOD = head("0", "1") + audio("0") + video("1");

  private static void assertRefused(String offer, Reason reason, String message) {
    NegotiationException thrown =
        catchThrowableOfType(
            NegotiationException.class, () -> RemoteOffer.of(Negotiation.parse(offer)));

    assertThat(thrown).hasMessageContaining(message);
    assertThat(thrown.reason()).isEqualTo(reason);
  }

  @Test
  void aGoodOfferIsUnderstood() throws NegotiationException {
    RemoteOffer offer = RemoteOffer.of(Negotiation.parse(GOOD));

    assertThat(offer.bundle()).containsExactly("0", "1");
    assertThat(offer.sections()).allMatch(OfferedSection::sends).allMatch(OfferedSection::receives);
  }

  @ParameterizedTest
  @CsvSource({"actpass, passive", "active, passive", "passive, active"})
  void theDtlsRoleIsTheOther(String offered, String local) throws NegotiationException {
    RemoteOffer offer =
        RemoteOffer.of(Negotiation.parse(GOOD.replace("setup:actpass", "setup:" + offered)));

    assertThat(offer.transport().localSetup()).hasToString(local);
  }

  @Test
  void withoutSetupTheClientIsActive() throws NegotiationException {
    RemoteOffer offer = RemoteOffer.of(Negotiation.parse(GOOD.replace("a=setup:actpass\n", "")));

    assertThat(offer.transport().localSetup()).isEqualTo(Setup.PASSIVE);
  }

  @Test
  void aWeakFingerprintBesideAStrongOneIsPassedOver() throws NegotiationException {
    String weak = "a=fingerprint:sha-1 " + "AB:".repeat(19) + "AB\n";
    RemoteOffer offer =
        RemoteOffer.of(Negotiation.parse(GOOD.replace("a=fingerprint", weak + "a=fingerprint")));

    assertThat(offer.transport().fingerprints())
        .singleElement()
        .satisfies(fingerprint -> assertThat(fingerprint.hash()).isEqualTo("sha-256"));
  }

  @Test
  void eachWrongIsNamedWithWhatWouldBeRight() {
    String fingerprint = "a=fingerprint:" + Negotiation.FINGERPRINT + "\n";

    assertRefused(head(), Reason.NO_MEDIA, "offer audio or video");
    assertRefused(GOOD.replace("t=0 0\n", "a=ice-lite\n"), Reason.ICE_LITE_OFFERED, "full ICE");
    assertRefused(GOOD.replace("mid:1", "mid:0"), Reason.DUPLICATE_MID, "must be unique");
    assertRefused(GOOD.replace("BUNDLE 0 1", "BUNDLE 0 7"), Reason.UNKNOWN_MID, "mid 7");
    assertRefused(GOOD.replace("BUNDLE 0 1", "BUNDLE 0 0"), Reason.INVALID_BUNDLE, "stands twice");
    assertRefused(GOOD.replace("a=rtcp-mux\n", ""), Reason.RTCP_MUX_MISSING, "a=rtcp-mux");
    assertRefused(
        GOOD.replace("a=ice-ufrag:clnt\na=ice-pwd:clientclientclientclient\n", ""),
        Reason.ICE_CREDENTIALS_MISSING,
        "a=ice-ufrag and a=ice-pwd");
    assertRefused(GOOD.replace(fingerprint, ""), Reason.FINGERPRINT_MISSING, "DTLS-SRTP");
    assertRefused(
        GOOD.replace(Negotiation.FINGERPRINT, "sha-1 " + "AB:".repeat(19) + "AB"),
        Reason.FINGERPRINT_TOO_WEAK,
        "offer sha-256");
    assertRefused(GOOD.replace("actpass", "holdconn"), Reason.SETUP_INVALID, "actpass");
    assertRefused(
        head("0") + video("0").replace("VP8", "theora"),
        Reason.NOTHING_ACCEPTABLE,
        "VP8, VP9, H.264");
    assertRefused(
        head("0", "1")
            + audio("0", "a=extmap:1 " + HeaderExtension.MID.uri())
            + video("1", "a=extmap:2 " + HeaderExtension.MID.uri()),
        Reason.EXTENSION_ID_CONFLICT,
        "must agree");
    assertRefused(
        head("0", "1") + audio("0", "a=ssrc:7 cname:x") + video("1", "a=ssrc:7 cname:x"),
        Reason.DUPLICATE_SSRC,
        "SSRC 7");
  }

  @Test
  void aTabInAnMsidOfASourceIsASpace() throws NegotiationException {
    RemoteOffer offer =
        RemoteOffer.of(Negotiation.parse(head("0") + audio("0", "a=ssrc:7 msid:stream\ttrack")));

    assertThat(offer.sections().getFirst().msids()).containsExactly(Msid.of("stream", "track"));
  }

  @Test
  void aPlanForAnUnknownMidIsNamed() throws NegotiationException {
    RemoteOffer offer = RemoteOffer.of(Negotiation.parse(GOOD));
    NegotiationException thrown =
        catchThrowableOfType(
            NegotiationException.class,
            () ->
                new Answerer(() -> 1)
                    .answer(offer, Negotiation::localTransport, Map.of("9", SectionPlan.RECEIVE)));

    assertThat(thrown.reason()).isEqualTo(Reason.UNKNOWN_MID);
    assertThat(thrown.reason().code()).isEqualTo("unknown-mid");
  }
}

package dev.sluice.signaling.jsep;

import static dev.sluice.signaling.jsep.Negotiation.audio;
import static dev.sluice.signaling.jsep.Negotiation.head;
import static dev.sluice.signaling.jsep.Negotiation.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.rtp.Encoding;
import dev.sluice.signaling.jsep.NegotiationException.Reason;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenegotiationTest {
  private final Negotiation negotiation = new Negotiation();

  private static Encoding sent(Answer answer, int index) {
    return answer.agreed().sections().get(index).send().orElseThrow().encodings().getFirst();
  }

  private Reason refusal(String offer) {
    return catchThrowableOfType(NegotiationException.class, () -> negotiation.answer(offer))
        .reason();
  }

  @Test
  void ssrcsStayWhileASectionGoesOnSending() throws NegotiationException {
    Answer first = negotiation.answer(head("0") + audio("0", "a=recvonly"));
    Answer second =
        negotiation.answer(head("0", "1") + audio("0", "a=recvonly") + video("1", "a=recvonly"));

    assertThat(sent(second, 0)).isEqualTo(sent(first, 0));
    assertThat(sent(second, 1).ssrc()).isNotEqualTo(sent(first, 0).ssrc());
  }

  @Test
  void anSsrcThatIsSentAlreadyIsNotGivenAgain() throws NegotiationException {
    Negotiation chosen = new Negotiation(IntStream.of(7, 1, 1, 7, 8).iterator()::nextInt);
    Answer first = chosen.answer(head("0") + audio("0", "a=recvonly"));
    Answer second =
        chosen.answer(head("0", "1") + audio("0", "a=recvonly") + audio("1", "a=recvonly"));

    assertThat(sent(first, 0).ssrc()).hasValue(7);
    assertThat(sent(second, 1).ssrc()).hasValue(8);
  }

  @Test
  void aSectionThatSendsAgainAfterAPauseHasNewSsrcs() throws NegotiationException {
    Answer first = negotiation.answer(head("0") + audio("0", "a=recvonly"));
    negotiation.answer(head("0") + audio("0", "a=inactive"));
    Answer third = negotiation.answer(head("0") + audio("0", "a=recvonly"));

    assertThat(sent(third, 0)).isNotEqualTo(sent(first, 0));
  }

  @Test
  void aRejectedLineIsUsedAgainUnderANewMid() throws NegotiationException {
    negotiation.answer(head("0", "1") + audio("0") + video("1"));
    negotiation.answer(head("0") + audio("0") + video("1").replace("m=video 9", "m=video 0"));
    Answer third = negotiation.answer(head("0", "2") + audio("0") + audio("2", "a=recvonly"));

    assertThat(third.agreed().section("2").orElseThrow().index()).isEqualTo(1);
    assertThat(third.agreed().section("2").orElseThrow().send()).isPresent();
  }

  @Test
  void aLineInUseCannotChangeItsMidItsKindOrItsPlace() throws NegotiationException {
    negotiation.answer(head("0", "1") + audio("0") + video("1"));

    assertThat(refusal(head("0", "2") + audio("0") + video("2")))
        .isEqualTo(Reason.MEDIA_ORDER_CHANGED);
    assertThat(refusal(head("0", "1") + video("1") + audio("0")))
        .isEqualTo(Reason.MEDIA_ORDER_CHANGED);
    assertThat(refusal(head("0", "1") + audio("0") + audio("1")))
        .isEqualTo(Reason.MEDIA_ORDER_CHANGED);
    assertThat(refusal(head("0") + audio("0"))).isEqualTo(Reason.MEDIA_ORDER_CHANGED);
  }

  @Test
  void aRefusedOfferChangesNothing() throws NegotiationException {
    Answer first = negotiation.answer(head("0") + audio("0", "a=recvonly"));
    assertThat(refusal(head("x") + audio("0"))).isEqualTo(Reason.UNKNOWN_MID);
    Answer second = negotiation.answer(head("0") + audio("0", "a=recvonly"));

    assertThat(sent(second, 0)).isEqualTo(sent(first, 0));
    assertThat(second.description().origin().version()).isEqualTo("2");
  }

  @Test
  void newCredentialsAreAnIceRestart() throws NegotiationException {
    String offer = head("0") + audio("0");

    assertThat(negotiation.answer(offer).iceRestart()).isFalse();
    assertThat(negotiation.answer(offer).iceRestart()).isFalse();
    Answer restarted = negotiation.answer(offer.replace("ufrag:clnt", "ufrag:clnt2"));
    assertThat(restarted.iceRestart()).isTrue();
    assertThat(restarted.agreed().transport().ice().usernameFragment()).isEqualTo("clnt2");
  }

  @Test
  void theDtlsRoleStaysWhenTheClientOffersBothAgain() throws NegotiationException {
    String offer = head("0") + audio("0");

    assertThat(
            negotiation
                .answer(offer.replace("setup:actpass", "setup:passive"))
                .agreed()
                .transport()
                .localIsDtlsClient())
        .isTrue();
    assertThat(negotiation.answer(offer).agreed().transport().localIsDtlsClient()).isTrue();
  }

  @Test
  void anotherCertificateOrRoleNeedsAnotherConnection() throws NegotiationException {
    String offer = head("0") + audio("0");
    negotiation.answer(offer);

    assertThat(refusal(offer.replace("sha-256 AB", "sha-256 BA"))).isEqualTo(Reason.DTLS_CHANGED);
    assertThat(refusal(offer.replace("setup:actpass", "setup:passive")))
        .isEqualTo(Reason.DTLS_CHANGED);
  }

  @Test
  void allLinesMayBeStopped() throws NegotiationException {
    Answer first = negotiation.answer(head("0") + audio("0"));
    Answer stopped = negotiation.answer(head() + audio("0").replace("audio 9", "audio 0"));

    assertThat(stopped.agreed().sections()).allMatch(Agreement.Section::rejected);
    assertThat(stopped.description().groups()).isEmpty();
    assertThat(stopped.agreed().transport()).isEqualTo(first.agreed().transport());
  }
}

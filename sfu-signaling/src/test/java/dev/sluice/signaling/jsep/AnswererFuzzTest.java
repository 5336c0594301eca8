package dev.sluice.signaling.jsep;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import java.nio.charset.StandardCharsets;

/** Whatever is offered: an answer that can be read, or one of the two named exceptions. */
class AnswererFuzzTest {
  private static final String SEPARATOR = "\n====\n";

  @FuzzTest
  void offer(byte[] input) {
    negotiate(new Negotiation(), new String(input, StandardCharsets.UTF_8));
  }

  @FuzzTest
  void renegotiation(byte[] input) {
    Negotiation negotiation = new Negotiation();
    for (String offer : new String(input, StandardCharsets.UTF_8).split(SEPARATOR, 4)) {
      negotiate(negotiation, offer);
    }
  }

  private static void negotiate(Negotiation negotiation, String text) {
    Answer answer;
    try {
      answer = negotiation.answer(SessionDescription.parse(text));
    } catch (SdpException | NegotiationException refused) {
      return;
    }
    try {
      if (!SessionDescription.parse(answer.description().format()).equals(answer.description())) {
        throw new AssertionError("unreadable: " + answer.description().format());
      }
    } catch (SdpException e) {
      throw new AssertionError("unreadable: " + answer.description().format(), e);
    }
  }
}

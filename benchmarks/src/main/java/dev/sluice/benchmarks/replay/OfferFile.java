package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.jsep.Answer;
import dev.sluice.signaling.jsep.Answerer;
import dev.sluice.signaling.jsep.LocalTransport;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.jsep.OfferedSection;
import dev.sluice.signaling.jsep.RemoteOffer;
import dev.sluice.signaling.jsep.SectionPlan;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Negotiates with a sender's offer as the server would, to learn what its packets mean. */
final class OfferFile {

  private OfferFile() {}

  /**
   * What the offer comes to for each media section that sends.
   *
   * @throws IOException if the file can't be read or isn't an offer; the message says why
   */
  static List<RtpParameters> read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      RemoteOffer offer = RemoteOffer.of(SessionDescription.parse(text));
      Map<String, SectionPlan> plans = new HashMap<>();
      for (OfferedSection section : offer.sections()) {
        if (section.accepted() && section.sends()) {
          plans.put(section.mid(), SectionPlan.RECEIVE);
        }
      }
      // Nobody reads this answer, so its transport is no matter.
      LocalTransport nowhere =
          new LocalTransport(
              new IceParameters("none", "nonenonenonenonenonenone"), List.of(), List.of());
      Answer answer = new Answerer(() -> 1).answer(offer, () -> nowhere, plans);
      return answer.agreed().sections().stream()
          .flatMap(section -> section.receive().stream())
          .toList();
    } catch (SdpException | NegotiationException e) {
      throw new IOException("%s isn't an offer: %s.".formatted(file, e.getMessage()), e);
    }
  }
}

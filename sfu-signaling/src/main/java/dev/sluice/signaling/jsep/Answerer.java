package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.signaling.jsep.NegotiationException.Reason;
import dev.sluice.signaling.sdp.MediaGroup;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Makes answers (RFC 9429 section 5.3). Keeps nothing from one to the next. */
public final class Answerer {
  private final IntSupplier randomSsrcs;

  /**
   * @param randomSsrcs gives a random SSRC each time; one that is taken in the connection is asked
   *     for again
   */
  public Answerer(IntSupplier randomSsrcs) {
    this.randomSsrcs = randomSsrcs;
  }

  /**
   * Answers an offer.
   *
   * @param local gives this side's transport; asked once nothing can go wrong any more
   * @param plans what is wanted of the sections, by mid; nothing of those not named
   * @throws NegotiationException if a plan names a mid that is not offered
   */
  public Answer answer(
      RemoteOffer offer, Supplier<LocalTransport> local, Map<String, SectionPlan> plans)
      throws NegotiationException {
    checkPlans(offer, plans);
    LocalTransport localTransport = local.get();
    SsrcAllocation ssrcs = new SsrcAllocation(randomSsrcs, ssrcsInUse(offer));
    Map<Integer, HeaderExtension> extensionIds = new HashMap<>();
    List<MediaSection> media = new ArrayList<>();
    List<Agreement.Section> sections = new ArrayList<>();
    for (OfferedSection offered : offer.sections()) {
      SectionPlan plan = plans.getOrDefault(offered.mid(), SectionPlan.NOTHING);
      Optional<Agreement.Section> before =
          offer.previous().flatMap(agreed -> agreed.section(offered.mid()));
      SectionAnswer section =
          SectionAnswer.of(offered, allowsMixed(offer, offered), plan, before, ssrcs, extensionIds);
      boolean first = !offer.bundle().isEmpty() && offered.mid().equals(offer.bundle().getFirst());
      media.add(section.describe(transport(localTransport, offer, first)));
      sections.add(section.agreed());
    }
    SessionDescription description = description(offer, media);
    return new Answer(
        description,
        offer.iceRestart(),
        offer.transportReplaced(),
        new Agreement(description.origin(), offer.transport(), offer.bundle(), sections));
  }

  /** RFC 8285 section 6: said of the section, or of all by the session. */
  private static boolean allowsMixed(RemoteOffer offer, OfferedSection section) {
    return offer.description().extmapAllowMixed() || section.description().extmapAllowMixed();
  }

  private static void checkPlans(RemoteOffer offer, Map<String, SectionPlan> plans)
      throws NegotiationException {
    Set<String> mids = new HashSet<>();
    offer.sections().forEach(section -> mids.add(section.mid()));
    for (String mid : plans.keySet()) {
      if (!mids.contains(mid)) {
        throw new NegotiationException(
            Reason.UNKNOWN_MID, "no m= line of the offer has mid " + mid);
      }
    }
  }

  private static Set<Integer> ssrcsInUse(RemoteOffer offer) {
    Set<Integer> used = new HashSet<>();
    offer.description().media().forEach(section -> used.addAll(OfferedStreams.ssrcs(section)));
    offer.previous().ifPresent(agreed -> used.addAll(agreed.sentSsrcs()));
    return used;
  }

  /** Each section names the transport, as browsers do; its candidates stand in the first alone. */
  private static TransportDescription transport(
      LocalTransport local, RemoteOffer offer, boolean first) {
    return new TransportDescription(
        Optional.of(local.ice()),
        List.of(),
        local.fingerprints(),
        Optional.of(offer.transport().localSetup()),
        first ? local.candidates() : List.of(),
        first);
  }

  private SessionDescription description(RemoteOffer offer, List<MediaSection> media) {
    boolean bundled = !offer.description().bundles().isEmpty() && !offer.bundle().isEmpty();
    return new SessionDescription(
        origin(offer.previous()),
        "-",
        Optional.empty(),
        bundled ? List.of(new MediaGroup(MediaGroup.BUNDLE, offer.bundle())) : List.of(),
        new TransportDescription(
            Optional.empty(), List.of("trickle"), List.of(), Optional.empty(), List.of(), false),
        false,
        offer.description().extmapAllowMixed(),
        Optional.empty(),
        List.of(),
        media);
  }

  /** RFC 9429 section 5.3.1: one session id per connection, a version that grows. */
  private Origin origin(Optional<Agreement> previous) {
    if (previous.isEmpty()) {
      long high = randomSsrcs.getAsInt() & 0x7FFF_FFFFL;
      return Origin.of((high << 32) | (randomSsrcs.getAsInt() & 0xFFFF_FFFFL), 1);
    }
    Origin before = previous.get().origin();
    return Origin.of(Long.parseLong(before.sessionId()), Long.parseLong(before.version()) + 1);
  }
}

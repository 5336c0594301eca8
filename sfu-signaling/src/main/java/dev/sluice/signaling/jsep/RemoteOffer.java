package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;

/**
 * An offer that was understood and can be answered: the first half of a negotiation, after which
 * the caller knows whether it must restart ICE and what there is to want of each section.
 *
 * @param description as offered
 * @param previous what was agreed before in the same connection
 * @param transport the client's
 * @param iceRestart whether the client's ICE credentials differ from those of before
 * @param bundle the mids of the accepted sections, the one that carries the transport first
 * @param sections one for each {@code m=} line, in order
 */
public record RemoteOffer(
    SessionDescription description,
    Optional<Agreement> previous,
    RemoteTransport transport,
    boolean iceRestart,
    List<String> bundle,
    List<OfferedSection> sections) {
  public RemoteOffer {
    bundle = List.copyOf(bundle);
    sections = List.copyOf(sections);
  }

  /**
   * Whether another section than before carries the transport. A client may keep its transport over
   * that (RFC 9143 section 7.5), but Chromium makes a new one and begins a new DTLS association,
   * when its first section is stopped even under the same ICE credentials.
   */
  public boolean transportReplaced() {
    return previous.isPresent()
        && !bundle.isEmpty()
        && !previous.get().bundle().stream().limit(1).toList().equals(bundle.subList(0, 1));
  }

  /**
   * Understands the first offer of a connection.
   *
   * @throws NegotiationException if it cannot be answered
   */
  public static RemoteOffer of(SessionDescription offer) throws NegotiationException {
    return new OfferReview(offer, Optional.empty()).review();
  }

  /**
   * Understands a further offer of a connection.
   *
   * @throws NegotiationException if it cannot be answered; what was agreed before stays in force
   */
  public static RemoteOffer of(SessionDescription offer, Agreement previous)
      throws NegotiationException {
    return new OfferReview(offer, Optional.of(previous)).review();
  }
}

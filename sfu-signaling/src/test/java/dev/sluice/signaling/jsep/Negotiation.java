package dev.sluice.signaling.jsep;

import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SdpException;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A server's side of one connection: plays a track on every section that receives. */
final class Negotiation {
  static final String FINGERPRINT = "sha-256 " + "AB:".repeat(31) + "AB";

  private final Answerer answerer;
  private Optional<Agreement> previous = Optional.empty();

  Negotiation() {
    this(new AtomicInteger(1000)::getAndIncrement);
  }

  Negotiation(IntSupplier randomSsrcs) {
    answerer = new Answerer(randomSsrcs);
  }

  /** Takes everything offered and sends wherever the client receives. */
  static SectionPlan everything(String mid) {
    return new SectionPlan(true, Optional.of(Msid.of("server", "track-" + mid)));
  }

  Answer answer(SessionDescription offer) throws NegotiationException {
    RemoteOffer remote = review(offer);
    Map<String, SectionPlan> plans = new HashMap<>();
    remote.sections().forEach(s -> plans.put(s.mid(), everything(s.mid())));
    return answer(remote, plans);
  }

  Answer answer(SessionDescription offer, Map<String, SectionPlan> plans)
      throws NegotiationException {
    return answer(review(offer), plans);
  }

  Answer answer(String offer) throws NegotiationException {
    return answer(parse(offer));
  }

  private RemoteOffer review(SessionDescription offer) throws NegotiationException {
    return previous.isPresent() ? RemoteOffer.of(offer, previous.get()) : RemoteOffer.of(offer);
  }

  private Answer answer(RemoteOffer remote, Map<String, SectionPlan> plans)
      throws NegotiationException {
    Answer answer = answerer.answer(remote, Negotiation::localTransport, plans);
    previous = Optional.of(answer.agreed());
    return answer;
  }

  static LocalTransport localTransport() {
    return new LocalTransport(
        new IceParameters("servr", "serverserverserverserver"),
        List.of(new Fingerprint("sha-256", "CD:".repeat(31) + "CD")),
        List.of("candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host"));
  }

  static SessionDescription parse(String offer) {
    try {
      return SessionDescription.parse(offer);
    } catch (SdpException e) {
      throw new AssertionError(e);
    }
  }

  /** The beginning of an offer with a bundle and the transport at the session's level. */
  static String head(String... bundle) {
    return "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n"
        + (bundle.length == 0 ? "" : "a=group:BUNDLE " + String.join(" ", bundle) + "\n")
        + "a=ice-ufrag:clnt\na=ice-pwd:clientclientclientclient\na=setup:actpass\n"
        + "a=fingerprint:"
        + FINGERPRINT
        + "\n";
  }

  static String audio(String mid, String... lines) {
    return "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:%s\na=rtcp-mux\na=rtpmap:111 opus/48000/2\n%s\n"
        .formatted(mid, String.join("\n", lines));
  }

  static String video(String mid, String... lines) {
    return "m=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:%s\na=rtcp-mux\na=rtpmap:96 VP8/90000\n%s\n"
        .formatted(mid, String.join("\n", lines));
  }
}

package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.signaling.jsep.NegotiationException.Reason;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one offer: the rules of RFC 9429 section 5.8 that do not depend on what is wanted. */
final class OfferReview {
  private final SessionDescription offer;
  private final Optional<Agreement> previous;

  OfferReview(SessionDescription offer, Optional<Agreement> previous) {
    this.offer = offer;
    this.previous = previous;
  }

  RemoteOffer review() throws NegotiationException {
    if (offer.media().isEmpty()) {
      throw new NegotiationException(
          Reason.NO_MEDIA, "the offer has no m= line; offer audio or video");
    }
    if (offer.iceLite()) {
      throw new NegotiationException(
          Reason.ICE_LITE_OFFERED,
          "the offer has a=ice-lite; the client must implement full ICE, for the server does not"
              + " begin");
    }
    List<String> mids = mids();
    checkOrder(mids);
    List<List<CodecParameters>> codecs = new ArrayList<>();
    for (MediaSection section : offer.media()) {
      codecs.add(acceptableCodecs(section));
    }
    List<Integer> bundle = new BundleSelection(offer, mids, codecs).accepted();
    checkBundled(bundle);
    RemoteTransport transport = transport(bundle);
    boolean iceRestart =
        previous.isPresent() && !previous.get().transport().ice().equals(transport.ice());
    return new RemoteOffer(
        offer,
        previous,
        transport,
        iceRestart,
        bundle.stream().map(mids::get).toList(),
        sections(mids, codecs, new HashSet<>(bundle)));
  }

  private List<String> mids() throws NegotiationException {
    Set<String> offered = new HashSet<>();
    for (MediaSection section : offer.media()) {
      if (section.mid().isPresent() && !offered.add(section.mid().get())) {
        throw new NegotiationException(
            Reason.DUPLICATE_MID,
            "two m= lines have a=mid:" + section.mid().get() + "; every mid must be unique");
      }
    }
    List<String> mids = new ArrayList<>();
    for (int i = 0; i < offer.media().size(); i++) {
      mids.add(offer.media().get(i).mid().orElse(madeUpMid(i, offered)));
    }
    return mids;
  }

  /** RFC 9429 section 5.10 lets the answerer make one up; it is not told to the client. */
  private static String madeUpMid(int index, Set<String> offered) {
    String mid = Integer.toString(index);
    while (offered.contains(mid)) {
      mid = "m" + mid;
    }
    return mid;
  }

  /** RFC 9429 section 5.2.2: lines stay where they are; only a rejected one is used again. */
  private void checkOrder(List<String> mids) throws NegotiationException {
    for (Agreement.Section before : previous.map(Agreement::sections).orElse(List.of())) {
      boolean kept = before.index() < mids.size();
      if (kept && !before.rejected()) {
        MediaSection now = offer.media().get(before.index());
        kept = mids.get(before.index()).equals(before.mid()) && kind(now).equals(before.kind());
      }
      if (!kept) {
        throw new NegotiationException(
            Reason.MEDIA_ORDER_CHANGED,
            "m= line "
                + before.index()
                + " had mid "
                + before.mid()
                + "; a further offer must keep every m= line in its place, and may give another"
                + " mid only to one that was rejected");
      }
    }
  }

  static Optional<MediaKind> kind(MediaSection section) {
    return switch (section.mediaType()) {
      case "audio" -> Optional.of(MediaKind.AUDIO);
      case "video" -> Optional.of(MediaKind.VIDEO);
      default -> Optional.empty();
    };
  }

  private static List<CodecParameters> acceptableCodecs(MediaSection section) {
    return section.isRejected() || !section.isRtp()
        ? List.of()
        : kind(section).map(kind -> CodecNegotiation.commonCodecs(section, kind)).orElse(List.of());
  }

  private void checkBundled(List<Integer> bundle) throws NegotiationException {
    Map<HeaderExtension, Integer> ids = new HashMap<>();
    Set<Integer> ssrcs = new HashSet<>();
    for (int index : bundle) {
      MediaSection section = offer.media().get(index);
      if (!section.rtcpMux()) {
        throw new NegotiationException(
            Reason.RTCP_MUX_MISSING,
            "m= line " + index + " lacks a=rtcp-mux; RTP and RTCP must share one port (RFC 5761)");
      }
      Integer mid =
          ExtensionNegotiation.of(section, new HashMap<>()).receive().get(HeaderExtension.MID);
      Integer before = mid == null ? null : ids.putIfAbsent(HeaderExtension.MID, mid);
      if (before != null && !before.equals(mid)) {
        throw new NegotiationException(
            Reason.EXTENSION_ID_CONFLICT,
            "m= line "
                + index
                + " maps the MID header extension to another id than the first; all sections of a"
                + " bundle must agree (RFC 9143 section 15)");
      }
      for (int ssrc :
          section.direction().sends() ? OfferedStreams.ssrcs(section) : Set.<Integer>of()) {
        if (!ssrcs.add(ssrc)) {
          throw new NegotiationException(
              Reason.DUPLICATE_SSRC,
              "SSRC "
                  + Integer.toUnsignedString(ssrc)
                  + " stands in two m= lines; every SSRC of a bundle must be unique");
        }
      }
    }
  }

  private RemoteTransport transport(List<Integer> bundle) throws NegotiationException {
    if (!bundle.isEmpty()) {
      return TransportReview.transport(offer, bundle, previous.map(Agreement::transport));
    }
    // Everything was stopped: what was agreed of the transport stands until there is media again.
    return previous
        .map(Agreement::transport)
        .orElseThrow(
            () ->
                new NegotiationException(
                    Reason.NOTHING_ACCEPTABLE,
                    "no m= line can be accepted; offer audio (Opus, G.722, PCMU, PCMA) or video"
                        + " (VP8, VP9, H.264, H.265, AV1) over UDP/TLS/RTP/SAVPF"));
  }

  private List<OfferedSection> sections(
      List<String> mids, List<List<CodecParameters>> codecs, Set<Integer> accepted) {
    List<OfferedSection> sections = new ArrayList<>();
    for (int i = 0; i < mids.size(); i++) {
      MediaSection section = offer.media().get(i);
      boolean isAccepted = accepted.contains(i);
      sections.add(
          new OfferedSection(
              i,
              mids.get(i),
              kind(section),
              isAccepted,
              section.direction(),
              OfferedStreams.msids(section),
              isAccepted ? codecs.get(i) : List.of(),
              section));
    }
    return sections;
  }
}

package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.ice.IceCredentials;
import dev.sluice.signaling.sdp.Attribute;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.ExtensionMapping;
import dev.sluice.signaling.sdp.FeedbackCapability;
import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.FormatParameters;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.MediaGroup;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.MediaSectionBuilder;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.Origin;
import dev.sluice.signaling.sdp.RtpMap;
import dev.sluice.signaling.sdp.SessionDescription;
import dev.sluice.signaling.sdp.Setup;
import dev.sluice.signaling.sdp.SourceAttribute;
import dev.sluice.signaling.sdp.SourceGroup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a client's offer, or its answer to a server's, as a browser would that knows VP8 and Opus.
 *
 * @param candidate the client's one, as {@code candidate:…}
 * @param sources what a publisher sends; nothing for a viewer
 */
record Descriptions(
    ClientTerms terms, IceCredentials credentials, String candidate, Optional<Sources> sources) {

  /** A publisher's SSRCs and its CNAME. */
  record Sources(int video, int rtx, int audio, String cname) {}

  static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";
  static final int DISCARD_PORT = 9;

  private static final int OPUS = 111;
  private static final int VP8 = 96;
  private static final int VP8_RTX = 97;

  private static final List<String> VIDEO_FEEDBACK =
      List.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");

  SessionDescription offer() {
    List<MediaSection> sections = new ArrayList<>();
    if (terms.audio()) {
      sections.add(audio(Integer.toString(sections.size())));
    }
    if (terms.video()) {
      sections.add(video(Integer.toString(sections.size())));
    }
    return session(TransportDescription.NONE, sections);
  }

  /** Offers to send what others have encoded, each in a section of its own. */
  SessionDescription offer(List<RtpParameters> published) {
    return session(
        TransportDescription.NONE,
        published.stream()
            .map(section -> PacketSection.offer(section, transport(Setup.ACTPASS)))
            .toList());
  }

  private SessionDescription session(TransportDescription common, List<MediaSection> sections) {
    List<String> mids =
        sections.stream()
            .filter(section -> !section.isRejected())
            .flatMap(section -> section.mid().stream())
            .toList();
    return new SessionDescription(
        Origin.of(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), 2),
        "-",
        Optional.empty(),
        List.of(new MediaGroup(MediaGroup.BUNDLE, mids)),
        common,
        false,
        true,
        Optional.of(" WMS *"),
        List.of(),
        sections);
  }

  private MediaSection audio(String mid) {
    MediaSectionBuilder section =
        section("audio", List.of(OPUS), mid)
            .extension(extension(1, HeaderExtension.AUDIO_LEVEL))
            .rtpMap(new RtpMap(OPUS, "opus", 48_000, 2))
            .formatParameters(
                new FormatParameters(OPUS, Map.of("minptime", "10", "useinbandfec", "1")));
    if (usesTransportCc()) {
      section.feedback(new FeedbackCapability(OptionalInt.of(OPUS), "transport-cc"));
    }
    sources.ifPresent(
        own -> {
          section.msid(Msid.of(own.cname(), "audio"));
          section.source(new SourceAttribute(own.audio(), Attribute.of("cname", own.cname())));
        });
    return section.build();
  }

  private MediaSection video(String mid) {
    MediaSectionBuilder section =
        section("video", List.of(VP8, VP8_RTX), mid)
            .rtcpReducedSize(true)
            .rtpMap(new RtpMap(VP8, "VP8", 90_000, 1))
            .rtpMap(new RtpMap(VP8_RTX, "rtx", 90_000, 1))
            .formatParameters(new FormatParameters(VP8_RTX, Map.of("apt", Integer.toString(VP8))));
    for (String feedback : VIDEO_FEEDBACK) {
      if (usesTransportCc() || !feedback.equals("transport-cc")) {
        section.feedback(new FeedbackCapability(OptionalInt.of(VP8), feedback));
      }
    }
    sources.ifPresent(
        own -> {
          section.msid(Msid.of(own.cname(), "video"));
          section.sourceGroup(new SourceGroup(SourceGroup.FID, List.of(own.video(), own.rtx())));
          for (int ssrc : List.of(own.video(), own.rtx())) {
            section.source(new SourceAttribute(ssrc, Attribute.of("cname", own.cname())));
          }
        });
    return section.build();
  }

  private MediaSectionBuilder section(String mediaType, List<Integer> payloadTypes, String mid) {
    MediaSectionBuilder section =
        MediaSection.builder(
                mediaType,
                DISCARD_PORT,
                PROTOCOL,
                payloadTypes.stream().map(String::valueOf).toList())
            .connection("IN IP4 0.0.0.0")
            .mid(mid)
            .direction(sources.isPresent() ? Direction.SENDONLY : Direction.RECVONLY)
            .rtcpMux(true)
            .transport(transport(Setup.ACTPASS))
            .extension(extension(2, HeaderExtension.ABS_SEND_TIME));
    if (usesTransportCc()) {
      section.extension(extension(3, HeaderExtension.TRANSPORT_CC));
    }
    return section.extension(extension(4, HeaderExtension.MID));
  }

  private boolean usesTransportCc() {
    // A publisher's is the server's to answer, whatever the viewers do.
    return sources.isPresent() || terms.transportCcInterval().isPositive();
  }

  private TransportDescription transport(Setup setup) {
    return transport(setup, List.of(candidate), true);
  }

  private TransportDescription transport(
      Setup setup, List<String> candidates, boolean endOfCandidates) {
    return new TransportDescription(
        Optional.of(new IceParameters(credentials.ufrag(), credentials.pwd())),
        List.of(),
        List.of(
            new Fingerprint(
                terms.certificate().fingerprint().hash(),
                terms.certificate().fingerprint().value())),
        Optional.of(setup),
        candidates,
        endOfCandidates);
  }

  private static ExtensionMapping extension(int id, HeaderExtension extension) {
    return new ExtensionMapping(id, Direction.SENDRECV, extension.uri());
  }

  /** Takes of a server's offer what the terms want: VP8, its retransmissions, and Opus. */
  SessionDescription answer(SessionDescription offer) {
    // Where the first section is rejected, as a sound may be, Janus looks for these nowhere else.
    TransportDescription common = transport(Setup.ACTIVE, List.of(), false);
    return session(common, offer.media().stream().map(this::answer).toList());
  }

  private MediaSection answer(MediaSection offered) {
    boolean video = offered.mediaType().equals("video") && terms.video();
    boolean audio = offered.mediaType().equals("audio") && terms.audio();
    Optional<Integer> accepted =
        video || audio
            ? NegotiatedMedia.payloadType(offered, video ? "VP8" : "opus")
            : Optional.empty();
    if (accepted.isEmpty()) {
      MediaSectionBuilder rejected =
          MediaSection.builder(offered.mediaType(), 0, offered.protocol(), offered.formats())
              .direction(Direction.INACTIVE);
      offered.mid().ifPresent(rejected::mid);
      return rejected.build();
    }
    return accept(offered, accepted.get());
  }

  private MediaSection accept(MediaSection offered, int payloadType) {
    int rtx = NegotiatedMedia.rtxPayloadType(offered, payloadType);
    List<String> formats = new ArrayList<>(List.of(Integer.toString(payloadType)));
    if (rtx != NegotiatedMedia.NONE) {
      formats.add(Integer.toString(rtx));
    }
    MediaSectionBuilder section =
        MediaSection.builder(offered.mediaType(), DISCARD_PORT, offered.protocol(), formats)
            .connection("IN IP4 0.0.0.0")
            .direction(offered.direction().reversed())
            .rtcpMux(true)
            .rtcpReducedSize(offered.rtcpReducedSize())
            .transport(transport(Setup.ACTIVE));
    offered.mid().ifPresent(section::mid);
    for (ExtensionMapping mapping : offered.extensions()) {
      boolean known =
          mapping.uri().equals(HeaderExtension.MID.uri())
              || mapping.uri().equals(HeaderExtension.ABS_SEND_TIME.uri())
              || (usesTransportCc() && mapping.uri().equals(HeaderExtension.TRANSPORT_CC.uri()));
      if (known) {
        section.extension(new ExtensionMapping(mapping.id(), Direction.SENDRECV, mapping.uri()));
      }
    }
    offered.rtpMap(payloadType).ifPresent(section::rtpMap);
    for (String feedback : offered.feedback(payloadType)) {
      if (VIDEO_FEEDBACK.contains(feedback)
          && (usesTransportCc() || !feedback.equals("transport-cc"))) {
        section.feedback(new FeedbackCapability(OptionalInt.of(payloadType), feedback));
      }
    }
    if (rtx != NegotiatedMedia.NONE) {
      offered.rtpMap(rtx).ifPresent(section::rtpMap);
      offered.formatParameters(rtx).ifPresent(section::formatParameters);
    }
    return section.build();
  }
}

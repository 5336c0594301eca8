package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Attribute;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.MediaSectionBuilder;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SourceAttribute;
import dev.sluice.signaling.sdp.SourceGroup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answer to one section.
 *
 * @param offered what was offered
 * @param agreed what is agreed
 * @param extensions the header extensions in common
 * @param simulcast the encodings to be received
 * @param track what is sent; present where {@code agreed.send()} is
 */
record SectionAnswer(
    OfferedSection offered,
    Agreement.Section agreed,
    ExtensionNegotiation extensions,
    SimulcastAnswer simulcast,
    Optional<Msid> track) {
  private static final int DISCARD_PORT = 9;

  static SectionAnswer of(
      OfferedSection offered,
      boolean extmapAllowMixed,
      SectionPlan plan,
      Optional<Agreement.Section> before,
      SsrcAllocation ssrcs,
      Map<Integer, HeaderExtension> extensionIds) {
    boolean receives = offered.sends() && plan.receive();
    SimulcastAnswer simulcast =
        receives ? SimulcastAnswer.of(offered) : new SimulcastAnswer(List.of());
    ExtensionNegotiation extensions =
        ExtensionNegotiation.of(
            offered.description(), offered.accepted() ? extensionIds : new HashMap<>());
    Optional<Msid> track = offered.receives() ? plan.send() : Optional.empty();
    Optional<RtpParameters> receive =
        receives
            ? Optional.of(receiveParameters(offered, extensions, simulcast, extmapAllowMixed))
            : Optional.empty();
    Optional<RtpParameters> send =
        track.map(
            msid -> {
              Optional<RtpParameters> sent = before.flatMap(Agreement.Section::send);
              return parameters(
                  offered,
                  extensions.send(),
                  extmapAllowMixed,
                  List.of(encoding(offered, sent, ssrcs)),
                  flexFec(offered, sent, ssrcs),
                  msid.stream());
            });
    Agreement.Section agreed =
        new Agreement.Section(
            offered.index(),
            offered.mid(),
            offered.kind(),
            !offered.accepted(),
            Direction.of(send.isPresent(), receives),
            receive,
            send,
            offered.msids());
    return new SectionAnswer(offered, agreed, extensions, simulcast, track);
  }

  private static RtpParameters receiveParameters(
      OfferedSection offered,
      ExtensionNegotiation extensions,
      SimulcastAnswer simulcast,
      boolean extmapAllowMixed) {
    MediaSection section = offered.description();
    return parameters(
        offered,
        extensions.receive(),
        extmapAllowMixed,
        simulcast.isEmpty() ? OfferedStreams.encodings(section) : simulcast.encodings(),
        Optional.empty(),
        OfferedStreams.cname(section));
  }

  private static RtpParameters parameters(
      OfferedSection offered,
      Map<HeaderExtension, Integer> extensions,
      boolean extmapAllowMixed,
      List<Encoding> encodings,
      Optional<FlexFec> flexFec,
      String cname) {
    MediaKind kind = offered.kind().orElseThrow();
    return new RtpParameters(
        offered.mid(),
        kind,
        offered.codecs(),
        extensions,
        extmapAllowMixed,
        encodings,
        flexFec,
        cname);
  }

  private static Optional<FlexFec> flexFec(
      OfferedSection offered, Optional<RtpParameters> before, SsrcAllocation ssrcs) {
    OptionalInt payloadType = CodecNegotiation.flexFec(offered.description());
    if (payloadType.isEmpty() || offered.kind().orElseThrow() != MediaKind.VIDEO) {
      return Optional.empty();
    }
    int ssrc = before.flatMap(RtpParameters::flexFec).map(FlexFec::ssrc).orElseGet(ssrcs::next);
    return Optional.of(new FlexFec(payloadType.getAsInt(), ssrc));
  }

  /** SSRCs stay while the section goes on sending, whatever it sends; then they are new. */
  private static Encoding encoding(
      OfferedSection offered, Optional<RtpParameters> before, SsrcAllocation ssrcs) {
    Optional<Encoding> kept = before.map(parameters -> parameters.encodings().getFirst());
    boolean rtx = offered.codecs().stream().anyMatch(c -> c.rtxPayloadType().isPresent());
    int ssrc = kept.isPresent() ? kept.get().ssrc().getAsInt() : ssrcs.next();
    if (!rtx) {
      return new Encoding("", OptionalInt.of(ssrc), OptionalInt.empty());
    }
    OptionalInt keptRtx = kept.map(Encoding::rtxSsrc).orElse(OptionalInt.empty());
    return new Encoding(
        "", OptionalInt.of(ssrc), keptRtx.isPresent() ? keptRtx : OptionalInt.of(ssrcs.next()));
  }

  /** The section of the answer; the transport stands only in one that is accepted. */
  MediaSection describe(TransportDescription transport) {
    MediaSection from = offered.description();
    return agreed.rejected() ? rejection(from) : acceptance(from, transport);
  }

  /** RFC 9429 section 5.3.1: port 0, and a format list only because the grammar wants one. */
  private static MediaSection rejection(MediaSection from) {
    MediaSectionBuilder answer =
        MediaSection.builder(from.mediaType(), 0, from.protocol(), from.formats())
            .connection("IN IP4 0.0.0.0")
            .direction(Direction.INACTIVE);
    from.mid().ifPresent(answer::mid);
    return answer.build();
  }

  private MediaSection acceptance(MediaSection from, TransportDescription transport) {
    MediaSectionBuilder answer =
        MediaSection.builder(
                from.mediaType(),
                DISCARD_PORT,
                from.protocol(),
                CodecAnswer.payloadTypes(
                    from, offered.codecs(), agreed.send().flatMap(RtpParameters::flexFec)))
            .connection("IN IP4 0.0.0.0")
            .direction(agreed.direction())
            .rtcpMux(true)
            .rtcpReducedSize(from.rtcpReducedSize())
            .extmapAllowMixed(from.extmapAllowMixed())
            .transport(transport);
    from.mid().ifPresent(answer::mid);
    extensions.answer().forEach(answer::extension);
    simulcast.describe(answer);
    for (CodecParameters codec : offered.codecs()) {
      CodecAnswer.describe(codec, answer);
    }
    CodecAnswer.describeCongestionFeedback(offered.codecs(), answer);
    agreed.send().ifPresent(parameters -> describeTrack(answer, parameters));
    return answer.build();
  }

  private void describeTrack(MediaSectionBuilder answer, RtpParameters parameters) {
    Msid msid = track.orElseThrow();
    answer.msid(msid);
    Encoding encoding = parameters.encodings().getFirst();
    int ssrc = encoding.ssrc().getAsInt();
    describeSource(answer, ssrc, parameters.cname(), msid);
    encoding
        .rtxSsrc()
        .ifPresent(
            rtx -> {
              answer.sourceGroup(new SourceGroup(SourceGroup.FID, List.of(ssrc, rtx)));
              describeSource(answer, rtx, parameters.cname(), msid);
            });
    parameters
        .flexFec()
        .ifPresent(
            fec -> {
              CodecAnswer.describe(fec, answer);
              answer.sourceGroup(new SourceGroup(SourceGroup.FEC_FR, List.of(ssrc, fec.ssrc())));
              describeSource(answer, fec.ssrc(), parameters.cname(), msid);
            });
  }

  /** GStreamer knows the msid of a source alone, browsers that of a section. */
  private static void describeSource(
      MediaSectionBuilder answer, int ssrc, String cname, Msid msid) {
    answer.source(new SourceAttribute(ssrc, Attribute.of("cname", cname)));
    answer.source(new SourceAttribute(ssrc, Attribute.of("msid", msid.toString())));
  }
}

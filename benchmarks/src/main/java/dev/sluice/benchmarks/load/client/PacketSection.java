package dev.sluice.benchmarks.load.client;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.sdp.Attribute;
import dev.sluice.signaling.sdp.Direction;
import dev.sluice.signaling.sdp.ExtensionMapping;
import dev.sluice.signaling.sdp.FeedbackCapability;
import dev.sluice.signaling.sdp.FormatParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.MediaSectionBuilder;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.RtpMap;
import dev.sluice.signaling.sdp.SourceAttribute;
import dev.sluice.signaling.sdp.SourceGroup;
import dev.sluice.signaling.sdp.TransportDescription;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** Offers a section for packets that are whole already, and reads what the server makes of it. */
final class PacketSection {

  private PacketSection() {}

  static MediaSection offer(RtpParameters published, TransportDescription transport) {
    List<String> payloadTypes = new ArrayList<>();
    for (CodecParameters codec : published.codecs()) {
      payloadTypes.add(Integer.toString(codec.payloadType()));
      codec.rtxPayloadType().ifPresent(rtx -> payloadTypes.add(Integer.toString(rtx)));
    }
    String kind = published.kind().name().toLowerCase(Locale.ROOT);
    MediaSectionBuilder section =
        MediaSection.builder(kind, Descriptions.DISCARD_PORT, Descriptions.PROTOCOL, payloadTypes)
            .connection("IN IP4 0.0.0.0")
            .mid(published.mid())
            .direction(Direction.SENDONLY)
            .rtcpMux(true)
            .rtcpReducedSize(true)
            .extmapAllowMixed(published.extmapAllowMixed())
            .transport(transport)
            // Each its own track: a server may take the id for the track's name.
            .msid(Msid.of(published.cname(), kind + "-" + published.mid()));
    published
        .headerExtensions()
        .forEach(
            (extension, id) ->
                section.extension(new ExtensionMapping(id, Direction.SENDRECV, extension.uri())));
    published.codecs().forEach(codec -> describe(codec, section));
    published.encodings().forEach(encoding -> announce(encoding, published.cname(), section));
    return section.build();
  }

  private static void describe(CodecParameters codec, MediaSectionBuilder section) {
    int payloadType = codec.payloadType();
    section.rtpMap(
        new RtpMap(
            payloadType, codec.codec().encodingName(), codec.clockRateHz(), codec.channels()));
    if (!codec.formatParameters().isEmpty()) {
      section.formatParameters(new FormatParameters(payloadType, codec.formatParameters()));
    }
    for (RtcpFeedback feedback : codec.feedback()) {
      section.feedback(new FeedbackCapability(OptionalInt.of(payloadType), feedback.value()));
    }
    codec
        .rtxPayloadType()
        .ifPresent(
            rtx -> {
              section.rtpMap(new RtpMap(rtx, "rtx", codec.clockRateHz(), 1));
              section.formatParameters(
                  new FormatParameters(rtx, Map.of("apt", Integer.toString(payloadType))));
            });
  }

  private static void announce(Encoding encoding, String cname, MediaSectionBuilder section) {
    List<Integer> ssrcs = new ArrayList<>();
    encoding.ssrc().ifPresent(ssrcs::add);
    encoding.rtxSsrc().ifPresent(ssrcs::add);
    if (ssrcs.size() > 1) {
      section.sourceGroup(new SourceGroup(SourceGroup.FID, ssrcs));
    }
    for (int ssrc : ssrcs) {
      section.source(new SourceAttribute(ssrc, Attribute.of("cname", cname)));
    }
  }

  /**
   * What is left of an offered section in the server's answer: codecs without any where it takes
   * none. A payload type means the same in both (RFC 3264 section 6.1).
   */
  static RtpParameters agreed(RtpParameters offered, MediaSection answer) {
    List<Integer> accepted = answer.isRejected() ? List.of() : answer.payloadTypes();
    List<CodecParameters> codecs = new ArrayList<>();
    for (CodecParameters codec : offered.codecs()) {
      if (accepted.contains(codec.payloadType())) {
        codecs.add(
            new CodecParameters(
                codec.payloadType(),
                codec.codec(),
                codec.clockRateHz(),
                codec.channels(),
                codec.formatParameters(),
                codec.feedback(),
                codec.rtxPayloadType().stream().filter(accepted::contains).findFirst()));
      }
    }
    Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
    for (HeaderExtension extension : offered.headerExtensions().keySet()) {
      answer.extensions().stream()
          .filter(mapping -> mapping.uri().equals(extension.uri()))
          .findFirst()
          .ifPresent(mapping -> extensions.put(extension, mapping.id()));
    }
    return new RtpParameters(
        offered.mid(),
        offered.kind(),
        codecs,
        extensions,
        offered.extmapAllowMixed() && answer.extmapAllowMixed(),
        offered.encodings(),
        offered.cname());
  }
}

package dev.sluice.signaling.sdp;

import java.util.List;

/** Reads the lines of one section; a rule that is broken is an IllegalArgumentException. */
final class MediaSectionParser {
  private final MediaSectionBuilder section;
  private final TransportDescription.Collector transport = new TransportDescription.Collector();
  private final boolean rtp;
  private Direction direction;
  private String mid;
  private Simulcast simulcast;

  /**
   * Begins at an {@code m=} line.
   *
   * @param direction the session's
   * @param extensions the session's
   */
  MediaSectionParser(String mediaLine, Direction direction, List<ExtensionMapping> extensions) {
    String[] words = Grammar.words(mediaLine, -1);
    if (words.length < 4) {
      throw new IllegalArgumentException(
          "m= needs media, port, protocol and formats, such as audio 9 UDP/TLS/RTP/SAVPF 111");
    }
    // RFC 8866 allows "port/number of ports", which no bundled section can use.
    int port = Grammar.number("the port of m=", words[1], 0, 65535);
    section =
        MediaSection.builder(words[0], port, words[2], List.of(words).subList(3, words.length));
    rtp = MediaSection.isRtp(words[2]);
    section.direction(direction);
    extensions.forEach(section::extension);
  }

  void line(char type, String value) {
    switch (type) {
      case 'c' -> section.connection(value);
      case 'b' -> section.bandwidth(value);
      case 'a' -> attribute(Attribute.parse(value.strip()));
      default -> SdpParser.checkKnown(type);
    }
  }

  private void attribute(Attribute attribute) {
    String value = attribute.value().orElse("");
    if (transport.take(attribute.name(), value)) {
      return;
    }
    switch (attribute.name()) {
      case "mid" -> mid = TransportDescription.Collector.once("mid", mid, value.strip());
      case "sendrecv" -> direction(Direction.SENDRECV);
      case "sendonly" -> direction(Direction.SENDONLY);
      case "recvonly" -> direction(Direction.RECVONLY);
      case "inactive" -> direction(Direction.INACTIVE);
      case "bundle-only" -> section.bundleOnly(true);
      case "rtcp-mux" -> section.rtcpMux(true);
      case "rtcp-rsize" -> section.rtcpReducedSize(true);
      case "extmap-allow-mixed" -> section.extmapAllowMixed(true);
      case "rtpmap" -> section.rtpMap(RtpMap.parse(value));
      case "fmtp" -> formatParameters(attribute, value);
      case "rtcp-fb" -> section.feedback(FeedbackCapability.parse(value));
      case "extmap" -> section.extension(ExtensionMapping.parse(value));
      case "ssrc" -> section.source(SourceAttribute.parse(value));
      case "ssrc-group" -> section.sourceGroup(SourceGroup.parse(value));
      case "rid" -> section.rid(Rid.parse(value));
      case "simulcast" -> {
        simulcast =
            TransportDescription.Collector.once("simulcast", simulcast, Simulcast.parse(value));
        section.simulcast(simulcast);
      }
      case "msid" -> section.msid(Msid.parse(value));
      case "max-message-size" ->
          section.maxMessageSize(
              Grammar.longNumber("a=max-message-size", value.strip(), 0, Long.MAX_VALUE));
      default -> section.attribute(attribute);
    }
  }

  /** Old data channels have {@code a=fmtp} lines for formats that are no payload types. */
  private void formatParameters(Attribute attribute, String value) {
    if (rtp) {
      section.formatParameters(FormatParameters.parse(value));
    } else {
      section.attribute(attribute);
    }
  }

  private void direction(Direction value) {
    direction = TransportDescription.Collector.once("direction", direction, value);
    section.direction(value);
  }

  /** The section as read to here. */
  MediaSection section() {
    if (mid != null) {
      section.mid(mid);
    }
    return section.transport(transport.collected()).build();
  }
}

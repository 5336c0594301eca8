package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads descriptions: strict where a value is used or could mislead, lenient where real tools need
 * it (line ends, absent {@code s=} and {@code t=} lines, spaces). What a WebRTC endpoint does not
 * know is kept and not judged.
 */
final class SdpParser {
  static final int MAX_CHARS = 4 << 20;
  static final int MAX_LINES = 100_000;
  static final int MAX_LINE_CHARS = 8192;
  static final int MAX_MEDIA_SECTIONS = 1024;

  private final SdpLines lines;
  private Origin origin;
  private String name = "-";
  private Optional<String> connection = Optional.empty();
  private final List<MediaGroup> groups = new ArrayList<>();
  private final TransportDescription.Collector transport = new TransportDescription.Collector();
  private boolean iceLite;
  private boolean extmapAllowMixed;
  private Optional<String> msidSemantic = Optional.empty();
  private final List<Attribute> attributes = new ArrayList<>();
  private Direction direction = Direction.SENDRECV;
  private final List<ExtensionMapping> extensions = new ArrayList<>();

  private SdpParser(SdpLines lines) {
    this.lines = lines;
  }

  static SessionDescription parse(String text) throws SdpException {
    return new SdpParser(new SdpLines(text, MAX_CHARS, MAX_LINES, MAX_LINE_CHARS)).parse();
  }

  private SessionDescription parse() throws SdpException {
    try {
      return description();
    } catch (IllegalArgumentException rule) {
      // The records of this package state their own rules; here a broken one gets its line.
      throw lines.error(rule.getMessage());
    }
  }

  private SessionDescription description() throws SdpException {
    if (!lines.next() || lines.type() != 'v') {
      throw lines.error("a description must begin with v=0");
    }
    if (!lines.value().strip().equals("0")) {
      throw lines.error("the version must be v=0");
    }
    boolean more = lines.next();
    while (more && lines.type() != 'm') {
      sessionLine();
      more = lines.next();
    }
    if (origin == null) {
      throw lines.error("an o= line must follow v=0");
    }
    TransportDescription sessionTransport = transport.collected();
    List<MediaSection> media = new ArrayList<>();
    while (more) {
      if (media.size() == MAX_MEDIA_SECTIONS) {
        throw lines.error("a description may have " + MAX_MEDIA_SECTIONS + " m= lines at most");
      }
      MediaSectionParser section = new MediaSectionParser(lines.value(), direction, extensions);
      more = lines.next();
      while (more && lines.type() != 'm') {
        section.line(lines.type(), lines.value());
        more = lines.next();
      }
      media.add(section.section());
    }
    return new SessionDescription(
        origin,
        name,
        connection,
        groups,
        sessionTransport,
        iceLite,
        extmapAllowMixed,
        msidSemantic,
        attributes,
        media);
  }

  private void sessionLine() {
    String value = lines.value();
    switch (lines.type()) {
      case 'o' -> origin = TransportDescription.Collector.once("o", origin, Origin.parse(value));
      case 's' -> name = value.isBlank() ? "-" : value;
      case 'c' -> connection = Optional.of(value);
      case 'a' -> sessionAttribute(Attribute.parse(value.strip()));
      case 'v' -> throw new IllegalArgumentException("v= may stand once, at the beginning");
      default -> checkKnown(lines.type());
    }
  }

  private void sessionAttribute(Attribute attribute) {
    String value = attribute.value().orElse("");
    if (transport.take(attribute.name(), value)) {
      return;
    }
    switch (attribute.name()) {
      case "group" -> groups.add(MediaGroup.parse(value));
      case "ice-lite" -> iceLite = true;
      case "extmap-allow-mixed" -> extmapAllowMixed = true;
      case "msid-semantic" -> msidSemantic = Optional.of(value.strip());
      case "extmap" -> extensions.add(ExtensionMapping.parse(value));
      case "sendrecv" -> direction = Direction.SENDRECV;
      case "sendonly" -> direction = Direction.SENDONLY;
      case "recvonly" -> direction = Direction.RECVONLY;
      case "inactive" -> direction = Direction.INACTIVE;
      default -> attributes.add(attribute);
    }
  }

  /** Letters that RFC 8866 knows and WebRTC has no use for pass; others do not. */
  static void checkKnown(char type) {
    if ("iuepbtrzk".indexOf(type) < 0) {
      throw new IllegalArgumentException(
          "no line may begin with " + Grammar.quote(String.valueOf(type)) + "= here");
    }
  }
}

package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes descriptions. The order of the lines is the one that browsers use; RFC 8866 leaves it free
 * among attributes.
 */
final class SdpFormatter {
  private SdpFormatter() {}

  static String format(SessionDescription description) {
    List<String> lines = new ArrayList<>();
    lines.add("v=0");
    lines.add("o=" + description.origin());
    lines.add("s=" + description.name());
    description.connection().ifPresent(value -> lines.add("c=" + value));
    lines.add("t=0 0");
    description.groups().forEach(group -> lines.add("a=group:" + group));
    addFlag(lines, description.iceLite(), "ice-lite");
    addFlag(lines, description.extmapAllowMixed(), "extmap-allow-mixed");
    description.msidSemantic().ifPresent(value -> lines.add("a=msid-semantic:" + value));
    description.transport().appendLines(lines);
    description.attributes().forEach(attribute -> lines.add("a=" + attribute));
    description.media().forEach(section -> append(lines, section));
    return join(lines);
  }

  static String join(List<String> lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private static void append(List<String> lines, MediaSection section) {
    lines.add(
        String.join(
            " ",
            "m=" + section.mediaType(),
            Integer.toString(section.port()),
            section.protocol(),
            String.join(" ", section.formats())));
    section.connection().ifPresent(value -> lines.add("c=" + value));
    section.bandwidths().forEach(value -> lines.add("b=" + value));
    section.mid().ifPresent(mid -> lines.add("a=mid:" + mid));
    addFlag(lines, section.bundleOnly(), "bundle-only");
    section.transport().appendLines(lines);
    addFlag(lines, section.extmapAllowMixed(), "extmap-allow-mixed");
    section.extensions().forEach(extension -> lines.add("a=extmap:" + extension));
    lines.add("a=" + section.direction());
    section.msids().forEach(msid -> lines.add("a=msid:" + msid));
    addFlag(lines, section.rtcpMux(), "rtcp-mux");
    addFlag(lines, section.rtcpReducedSize(), "rtcp-rsize");
    section.rtpMaps().forEach(map -> lines.add("a=rtpmap:" + map));
    section.feedback().forEach(feedback -> lines.add("a=rtcp-fb:" + feedback));
    section.formatParameters().forEach(parameters -> lines.add("a=fmtp:" + parameters));
    section.sourceGroups().forEach(group -> lines.add("a=ssrc-group:" + group));
    section.sources().forEach(source -> lines.add("a=ssrc:" + source));
    section.rids().forEach(rid -> lines.add("a=rid:" + rid));
    section.simulcast().ifPresent(simulcast -> lines.add("a=simulcast:" + simulcast));
    section.maxMessageSize().ifPresent(size -> lines.add("a=max-message-size:" + size));
    section.attributes().forEach(attribute -> lines.add("a=" + attribute));
  }

  private static void addFlag(List<String> lines, boolean set, String name) {
    if (set) {
      lines.add("a=" + name);
    }
  }
}

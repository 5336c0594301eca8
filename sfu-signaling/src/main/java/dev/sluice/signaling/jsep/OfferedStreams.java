package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.Encoding;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SourceAttribute;
import dev.sluice.signaling.sdp.SourceGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The streams that an offered section announces by {@code a=ssrc} lines (RFC 5576). */
final class OfferedStreams {
  /** More streams than any section has; what comes after is found by its MID. */
  private static final int MAX_STREAMS = 16;

  private OfferedStreams() {}

  /** Primary streams in the order given, each with its retransmission stream. */
  static List<Encoding> encodings(MediaSection section) {
    Map<Integer, Integer> rtx = new HashMap<>();
    Set<Integer> secondary = new HashSet<>();
    for (SourceGroup group : section.sourceGroups()) {
      if (group.semantics().equals(SourceGroup.SIM) || group.ssrcs().size() < 2) {
        continue;
      }
      secondary.addAll(group.ssrcs().subList(1, group.ssrcs().size()));
      if (group.semantics().equals(SourceGroup.FID)) {
        rtx.putIfAbsent(group.ssrcs().get(0), group.ssrcs().get(1));
      }
    }
    List<Encoding> encodings = new ArrayList<>();
    for (int ssrc : ssrcs(section)) {
      if (!secondary.contains(ssrc) && encodings.size() < MAX_STREAMS) {
        Integer retransmission = rtx.get(ssrc);
        encodings.add(
            new Encoding(
                "",
                OptionalInt.of(ssrc),
                retransmission == null ? OptionalInt.empty() : OptionalInt.of(retransmission)));
      }
    }
    return List.copyOf(encodings);
  }

  /** All SSRCs that the section names, in the order given. */
  static Set<Integer> ssrcs(MediaSection section) {
    Set<Integer> ssrcs = new LinkedHashSet<>();
    section.sources().forEach(source -> ssrcs.add(source.ssrc()));
    section.sourceGroups().forEach(group -> ssrcs.addAll(group.ssrcs()));
    return ssrcs;
  }

  /** The first CNAME, or nothing. */
  static String cname(MediaSection section) {
    return section.sources().stream()
        .map(SourceAttribute::attribute)
        .filter(attribute -> attribute.name().equals("cname"))
        .flatMap(attribute -> attribute.value().stream())
        .findFirst()
        .orElse("");
  }

  /** What the client calls its stream and track; GStreamer says so of the source alone. */
  static List<Msid> msids(MediaSection section) {
    if (!section.msids().isEmpty()) {
      return section.msids();
    }
    return section.sources().stream()
        .map(SourceAttribute::attribute)
        .filter(attribute -> attribute.name().equals("msid"))
        .flatMap(attribute -> attribute.value().stream())
        .filter(value -> !value.isBlank())
        .limit(1)
        .map(Msid::parse)
        .toList();
  }
}

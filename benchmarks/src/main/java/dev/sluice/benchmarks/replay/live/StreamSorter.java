package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.replay.Recording;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.Rtx;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts one sender's packets into its streams, by what was negotiated: by SSRC, by MID, by payload
 * type (RFC 8843 section 9.2). What came again by RTX becomes what it was.
 */
final class StreamSorter {

  private final Map<String, RtpParameters> sections = new LinkedHashMap<>();
  private final Map<Integer, CapturedStream> streams = new LinkedHashMap<>();
  private final Map<Integer, CapturedStream> repaired = new HashMap<>();
  private final RtpPacket rtp = new RtpPacket();
  private final RtpPacket original = new RtpPacket();
  private long unknown;
  private long duplicates;

  /** From now on these sections are there as well, or are what is given. */
  void negotiate(List<RtpParameters> receives) {
    receives.forEach(section -> sections.put(section.mid(), section));
  }

  void add(Recording.Packet packet) {
    if (!rtp.wrap(packet.bytes(), packet.offset(), packet.length())) {
      unknown++;
      return;
    }
    RtpParameters section = section();
    if (section == null) {
      unknown++;
    } else if (hasCodec(section, rtp.payloadType())) {
      CapturedStream stream =
          streams.computeIfAbsent(
              rtp.ssrc(),
              ssrc -> new CapturedStream(ssrc, section.mid(), rid(section, HeaderExtension.RID)));
      count(stream.add(packet.nanos(), rtp));
    } else {
      restore(packet.nanos(), section);
    }
  }

  private void count(boolean isNew) {
    duplicates += isNew ? 0 : 1;
  }

  private void restore(long nanos, RtpParameters section) {
    int payloadType = repairedPayloadType(section, rtp.payloadType());
    CapturedStream stream = repairedStream(section);
    if (payloadType < 0 || stream == null) {
      unknown++;
      return;
    }
    byte[] restored = new byte[rtp.length()];
    int length = Rtx.decapsulate(rtp, payloadType, stream.ssrc, restored, 0);
    // Without a packet in it, it was only to see what the network carries.
    if (length > 0 && original.wrap(restored, 0, length)) {
      count(stream.add(nanos, original));
    }
  }

  private RtpParameters section() {
    CapturedStream known = streams.getOrDefault(rtp.ssrc(), repaired.get(rtp.ssrc()));
    if (known != null) {
      return sections.get(known.mid);
    }
    return bySsrc().or(this::byMid).or(this::byPayloadType).orElse(null);
  }

  private Optional<RtpParameters> bySsrc() {
    return sections.values().stream()
        .filter(section -> section.encodings().stream().anyMatch(this::announces))
        .findFirst();
  }

  private boolean announces(Encoding encoding) {
    return isThis(encoding.ssrc().stream().boxed().toList())
        || isThis(encoding.rtxSsrc().stream().boxed().toList());
  }

  private boolean isThis(Collection<Integer> ssrc) {
    return ssrc.contains(rtp.ssrc());
  }

  private Optional<RtpParameters> byMid() {
    return sections.values().stream()
        .filter(section -> text(section, HeaderExtension.MID).equals(section.mid()))
        .findFirst();
  }

  private Optional<RtpParameters> byPayloadType() {
    int payloadType = rtp.payloadType();
    List<RtpParameters> fitting =
        sections.values().stream()
            .filter(
                section ->
                    hasCodec(section, payloadType)
                        || repairedPayloadType(section, payloadType) >= 0)
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private CapturedStream repairedStream(RtpParameters section) {
    CapturedStream known = repaired.get(rtp.ssrc());
    if (known == null) {
      known = announcedFor(section).or(() -> onlyOne(section)).orElse(null);
      if (known != null) {
        repaired.put(rtp.ssrc(), known);
      }
    }
    return known;
  }

  private Optional<CapturedStream> announcedFor(RtpParameters section) {
    return section.encodings().stream()
        .filter(encoding -> isThis(encoding.rtxSsrc().stream().boxed().toList()))
        .flatMap(encoding -> encoding.ssrc().stream().boxed())
        .flatMap(ssrc -> Optional.ofNullable(streams.get(ssrc)).stream())
        .findFirst();
  }

  private Optional<CapturedStream> onlyOne(RtpParameters section) {
    String rid = rid(section, HeaderExtension.REPAIRED_RID);
    List<CapturedStream> possible =
        streams.values().stream()
            .filter(stream -> stream.mid.equals(section.mid()))
            .filter(stream -> rid.isEmpty() || stream.rid.equals(rid))
            .toList();
    return possible.size() == 1 ? Optional.of(possible.getFirst()) : Optional.empty();
  }

  private static boolean hasCodec(RtpParameters section, int payloadType) {
    return section.codecs().stream().anyMatch(codec -> codec.payloadType() == payloadType);
  }

  /** What a payload type carries retransmissions of; -1 for nothing. */
  private static int repairedPayloadType(RtpParameters section, int payloadType) {
    return section.codecs().stream()
        .filter(codec -> codec.rtxPayloadType().orElse(-1) == payloadType)
        .mapToInt(CodecParameters::payloadType)
        .findFirst()
        .orElse(-1);
  }

  private String rid(RtpParameters section, HeaderExtension extension) {
    return text(section, extension);
  }

  /** The packet's header extension; empty where it has none. */
  private String text(RtpParameters section, HeaderExtension extension) {
    int at = rtp.findExtension(section.headerExtensions().getOrDefault(extension, 0));
    return at < 0
        ? ""
        : new String(rtp.buffer(), at, rtp.extensionLength(), StandardCharsets.UTF_8);
  }

  RtpParameters section(CapturedStream stream) {
    return sections.get(stream.mid);
  }

  Collection<CapturedStream> streams() {
    return streams.values();
  }

  /** Packets that no stream is known for. */
  long unknown() {
    return unknown;
  }

  /** Packets that came a second time. */
  long duplicates() {
    return duplicates;
  }
}

package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.signaling.sdp.FormatParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.RtpMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The codecs that an offered section and this server have in common, with the offer's payload types
 * and in the offer's order. A forwarder decodes nothing, so every profile of a known codec is fine.
 */
final class CodecNegotiation {
  /** RFC 3551 section 6: payload types that need no {@code a=rtpmap}. */
  private static final Map<Integer, RtpMap> STATIC_PAYLOAD_TYPES =
      Map.of(
          0, new RtpMap(0, "PCMU", 8000, 1),
          8, new RtpMap(8, "PCMA", 8000, 1),
          9, new RtpMap(9, "G722", 8000, 1));

  /** The draft that browsers implement, not RFC 8627. */
  static final String FLEX_FEC = "flexfec-03";

  private static final Set<RtcpFeedback> AUDIO_FEEDBACK =
      EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC, RtcpFeedback.CCFB);

  private final MediaSection section;
  private final MediaKind kind;
  private final boolean transportCcExtension;
  private final Set<Integer> payloadTypes;
  private final Map<Integer, Integer> rtxByPrimary = new HashMap<>();

  private CodecNegotiation(MediaSection section, MediaKind kind) {
    this.section = section;
    this.kind = kind;
    this.transportCcExtension = ExtensionNegotiation.offersTransportCc(section);
    this.payloadTypes = new LinkedHashSet<>(section.payloadTypes());
    payloadTypes.removeIf(CodecNegotiation::looksLikeRtcp);
  }

  static List<CodecParameters> commonCodecs(MediaSection section, MediaKind kind) {
    return new CodecNegotiation(section, kind).commonCodecs();
  }

  /** The payload type of parity packets for the section's video, where it knows them. */
  static OptionalInt flexFec(MediaSection section) {
    return section.payloadTypes().stream()
        .filter(payloadType -> !looksLikeRtcp(payloadType))
        .map(section::rtpMap)
        .flatMap(Optional::stream)
        .filter(map -> map.encodingName().equalsIgnoreCase(FLEX_FEC))
        .filter(map -> map.clockRateHz() == 90_000)
        .mapToInt(RtpMap::payloadType)
        .findFirst();
  }

  /** RFC 5761 section 4: with the marker bit set these cannot be told from RTCP packet types. */
  private static boolean looksLikeRtcp(int payloadType) {
    return payloadType >= 64 && payloadType <= 95;
  }

  private List<CodecParameters> commonCodecs() {
    payloadTypes.forEach(this::noteRtx);
    List<CodecParameters> codecs = new ArrayList<>();
    for (int payloadType : payloadTypes) {
      rtpMap(payloadType).flatMap(this::codec).ifPresent(codecs::add);
    }
    codecs.removeIf(codec -> codec.codec() == Codec.RED && !carriesOneOf(codec, codecs));
    boolean onlyRedundancy = codecs.stream().allMatch(codec -> codec.codec() == Codec.RED);
    return onlyRedundancy ? List.of() : codecs;
  }

  private Optional<RtpMap> rtpMap(int payloadType) {
    return section
        .rtpMap(payloadType)
        .or(() -> Optional.ofNullable(STATIC_PAYLOAD_TYPES.get(payloadType)));
  }

  private void noteRtx(int payloadType) {
    if (rtpMap(payloadType).filter(map -> map.encodingName().equalsIgnoreCase("rtx")).isEmpty()) {
      return;
    }
    section
        .formatParameters(payloadType)
        .flatMap(parameters -> parameters.value("apt"))
        .flatMap(CodecNegotiation::payloadType)
        .filter(primary -> sameClockRate(primary, payloadType))
        .ifPresent(primary -> rtxByPrimary.putIfAbsent(primary, payloadType));
  }

  /** RFC 4588 section 8.6. */
  private boolean sameClockRate(int primary, int rtx) {
    return rtpMap(primary).map(RtpMap::clockRateHz).equals(rtpMap(rtx).map(RtpMap::clockRateHz));
  }

  private static Optional<Integer> payloadType(String text) {
    return text.matches("[0-9]{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private Optional<CodecParameters> codec(RtpMap map) {
    for (Codec codec : Codec.values()) {
      if (codec.kind() == kind
          && codec.encodingName().equalsIgnoreCase(map.encodingName())
          && map.clockRateHz() == clockRateHz(codec)) {
        int payloadType = map.payloadType();
        Integer rtx = rtxByPrimary.get(payloadType);
        return Optional.of(
            new CodecParameters(
                payloadType,
                codec,
                map.clockRateHz(),
                map.channels(),
                formatParameters(payloadType),
                feedback(payloadType),
                rtx == null ? OptionalInt.empty() : OptionalInt.of(rtx)));
      }
    }
    return Optional.empty();
  }

  private static int clockRateHz(Codec codec) {
    return switch (codec) {
      case OPUS, RED -> 48_000;
      // G.722 samples at 16 kHz; its RTP clock is 8 kHz by an old mistake (RFC 3551 section 4.5.2).
      case G722, PCMU, PCMA -> 8_000;
      case VP8, VP9, H264, H265, AV1 -> 90_000;
    };
  }

  private Map<String, String> formatParameters(int payloadType) {
    Map<String, String> parameters = new LinkedHashMap<>();
    section
        .formatParameters(payloadType)
        .map(FormatParameters::parameters)
        .orElse(Map.of())
        .forEach((name, value) -> parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    return Collections.unmodifiableMap(parameters);
  }

  private Set<RtcpFeedback> feedback(int payloadType) {
    Set<RtcpFeedback> common = EnumSet.noneOf(RtcpFeedback.class);
    List<String> offered = section.feedback(payloadType);
    for (RtcpFeedback feedback : RtcpFeedback.values()) {
      if (offered.contains(feedback.value())) {
        common.add(feedback);
      }
    }
    if (kind == MediaKind.AUDIO) {
      common.retainAll(AUDIO_FEEDBACK);
    }
    if (!transportCcExtension) {
      // Without the sequence numbers of the extension there is nothing to report on.
      common.remove(RtcpFeedback.TRANSPORT_CC);
    }
    if (common.contains(RtcpFeedback.TRANSPORT_CC) || !section.direction().sends()) {
      // One kind is enough, and what a viewer tells by the other isn't read.
      common.remove(RtcpFeedback.CCFB);
    }
    return Collections.unmodifiableSet(common);
  }

  /** RFC 2198 section 5: the parameters are payload types between slashes. */
  private static boolean carriesOneOf(CodecParameters red, List<CodecParameters> codecs) {
    if (red.formatParameters().size() != 1) {
      return false;
    }
    List<String> carried =
        List.of(red.formatParameters().keySet().iterator().next().split("/", -1));
    List<String> accepted =
        codecs.stream()
            .filter(codec -> codec.codec() != Codec.RED)
            .map(codec -> Integer.toString(codec.payloadType()))
            .toList();
    return accepted.containsAll(carried);
  }
}

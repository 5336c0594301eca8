package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.signaling.sdp.FeedbackCapability;
import dev.sluice.signaling.sdp.FormatParameters;
import dev.sluice.signaling.sdp.MediaSection;
import dev.sluice.signaling.sdp.MediaSectionBuilder;
import dev.sluice.signaling.sdp.RtpMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** How the answer describes an accepted codec. */
final class CodecAnswer {
  /** From a group's first packet to its parity, at most; what browsers say as well. */
  private static final String REPAIR_WINDOW_MICROS = "10000000";

  private CodecAnswer() {}

  /**
   * The accepted payload types, those of retransmissions and of parity included, in the order of
   * the offer.
   */
  static List<String> payloadTypes(
      MediaSection offered, List<CodecParameters> codecs, Optional<FlexFec> flexFec) {
    Set<Integer> accepted = new HashSet<>();
    for (CodecParameters codec : codecs) {
      accepted.add(codec.payloadType());
      codec.rtxPayloadType().ifPresent(accepted::add);
    }
    flexFec.map(FlexFec::payloadType).ifPresent(accepted::add);
    return offered.payloadTypes().stream()
        .distinct()
        .filter(accepted::contains)
        .map(String::valueOf)
        .toList();
  }

  static void describe(CodecParameters codec, MediaSectionBuilder answer) {
    int payloadType = codec.payloadType();
    answer.rtpMap(
        new RtpMap(
            payloadType, codec.codec().encodingName(), codec.clockRateHz(), codec.channels()));
    for (RtcpFeedback feedback : codec.feedback()) {
      if (feedback != RtcpFeedback.CCFB) {
        answer.feedback(new FeedbackCapability(OptionalInt.of(payloadType), feedback.value()));
      }
    }
    Map<String, String> parameters = formatParameters(codec);
    if (!parameters.isEmpty()) {
      answer.formatParameters(new FormatParameters(payloadType, parameters));
    }
    codec
        .rtxPayloadType()
        .ifPresent(
            rtx -> {
              answer.rtpMap(new RtpMap(rtx, "rtx", codec.clockRateHz(), 1));
              answer.formatParameters(
                  new FormatParameters(rtx, Map.of("apt", Integer.toString(payloadType))));
            });
  }

  /** RFC 8888 section 6: it is of all payload types together, retransmissions included. */
  static void describeCongestionFeedback(List<CodecParameters> codecs, MediaSectionBuilder answer) {
    if (codecs.stream().anyMatch(codec -> codec.feedback().contains(RtcpFeedback.CCFB))) {
      answer.feedback(new FeedbackCapability(OptionalInt.empty(), RtcpFeedback.CCFB.value()));
    }
  }

  static void describe(FlexFec flexFec, MediaSectionBuilder answer) {
    answer.rtpMap(new RtpMap(flexFec.payloadType(), CodecNegotiation.FLEX_FEC, 90_000, 1));
    answer.formatParameters(
        new FormatParameters(flexFec.payloadType(), Map.of("repair-window", REPAIR_WINDOW_MICROS)));
  }

  private static Map<String, String> formatParameters(CodecParameters codec) {
    if (codec.codec() == Codec.RED) {
      return codec.formatParameters();
    }
    Map<String, String> answered = new LinkedHashMap<>(codec.formatParameters());
    answered.keySet().retainAll(answeredParameters(codec.codec()));
    return answered;
  }

  /**
   * Those that name the configuration, which both sides must have alike, and for Opus the wishes
   * that a forwarder makes its own because its viewers may have them. Limits of the client's
   * decoder (VP8 max-fr…) and facts of its encoder (H.264 sprop-…) are not this side's to repeat.
   */
  private static Set<String> answeredParameters(Codec codec) {
    return switch (codec) {
      case OPUS ->
          Set.of(
              "minptime",
              "maxptime",
              "useinbandfec",
              "usedtx",
              "stereo",
              "cbr",
              "maxaveragebitrate",
              "maxplaybackrate");
      case H264 -> Set.of("profile-level-id", "packetization-mode", "level-asymmetry-allowed");
      case H265 ->
          Set.of(
              "profile-space",
              "profile-id",
              "tier-flag",
              "level-id",
              "interop-constraints",
              "profile-compatibility-indicator",
              "tx-mode");
      case VP9 -> Set.of("profile-id");
      case AV1 -> Set.of("profile", "level-idx", "tier");
      case RED, VP8, G722, PCMU, PCMA -> Set.of();
    };
  }
}

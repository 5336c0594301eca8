package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What payload types mean where no negotiation is known: as told, else as browsers number them.
 *
 * @param told by payload type
 * @param rtxTold the payload type of a codec's retransmissions, by the codec's own
 * @param extensions of RTP headers, with their ids
 */
public record PayloadTypeTable(
    Map<Integer, Codec> told,
    Map<Integer, Integer> rtxTold,
    Map<HeaderExtension, Integer> extensions) {

  /** Nothing told. */
  public static final PayloadTypeTable GUESSED = new PayloadTypeTable(Map.of(), Map.of(), Map.of());

  /** RFC 3551's own, and what Chrome and Firefox offer by default. */
  private static final Map<Integer, Codec> USUAL =
      Map.ofEntries(
          Map.entry(0, Codec.PCMU),
          Map.entry(8, Codec.PCMA),
          Map.entry(9, Codec.G722),
          Map.entry(45, Codec.AV1),
          Map.entry(96, Codec.VP8),
          Map.entry(98, Codec.VP9),
          Map.entry(102, Codec.H264),
          Map.entry(109, Codec.OPUS),
          Map.entry(111, Codec.OPUS),
          Map.entry(120, Codec.VP8),
          Map.entry(121, Codec.VP9),
          Map.entry(126, Codec.H264));

  private static final Map<Integer, Integer> USUAL_RTX =
      Map.of(45, 46, 96, 97, 98, 99, 102, 103, 120, 124, 121, 125, 126, 127);

  /** Whether the meaning of a payload type was told, and not guessed. */
  boolean isTold(int payloadType) {
    return told.containsKey(payloadType);
  }

  /** The codec of a payload type; null where nobody knows, and for retransmissions. */
  Codec codec(int payloadType) {
    return told.getOrDefault(payloadType, usual(payloadType));
  }

  private Codec usual(int payloadType) {
    return rtxTold.containsValue(payloadType) ? null : USUAL.get(payloadType);
  }

  /** Whether the payload type is that of some codec's retransmissions. */
  boolean isRtx(int payloadType) {
    return rtxTold.containsValue(payloadType)
        || (!told.containsKey(payloadType) && USUAL_RTX.containsValue(payloadType));
  }

  /** What was presumably negotiated for a payload type that has a {@link #codec}. */
  CodecParameters parameters(int payloadType) {
    Codec codec = codec(payloadType);
    boolean video = codec.kind() == MediaKind.VIDEO;
    Set<RtcpFeedback> feedback = EnumSet.noneOf(RtcpFeedback.class);
    if (video) {
      feedback.addAll(Set.of(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI, RtcpFeedback.CCM_FIR));
    }
    if (extensions.containsKey(HeaderExtension.TRANSPORT_CC)) {
      feedback.add(RtcpFeedback.TRANSPORT_CC);
    }
    Integer rtx = rtxTold.get(payloadType);
    if (rtx == null && !isTold(payloadType)) {
      rtx = USUAL_RTX.get(payloadType);
    }
    Map<String, String> format = new HashMap<>();
    if (codec == Codec.H264) {
      format.put("packetization-mode", "1");
      format.put("profile-level-id", "42e01f");
    }
    return new CodecParameters(
        payloadType,
        codec,
        clockRateHz(codec),
        codec == Codec.OPUS || codec == Codec.RED ? 2 : 1,
        format,
        feedback,
        rtx == null ? OptionalInt.empty() : OptionalInt.of(rtx));
  }

  private static int clockRateHz(Codec codec) {
    return switch (codec) {
      case OPUS, RED -> 48_000;
      // RFC 3551 section 4.5.2: G.722's is 8000 for all that it samples at 16 kHz.
      case PCMU, PCMA, G722 -> 8_000;
      case VP8, VP9, H264, H265, AV1 -> 90_000;
    };
  }
}

package dev.sluice.core.rtp;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One negotiated codec of one media section.
 *
 * @param payloadType 0 to 127, as the peer numbers it
 * @param clockRateHz the RTP timestamp's rate
 * @param channels 1 for video
 * @param formatParameters the {@code a=fmtp} parameters by lower-case name, in the order given
 * @param rtxPayloadType the payload type of its RFC 4588 retransmissions, where negotiated
 */
public record CodecParameters(
    int payloadType,
    Codec codec,
    int clockRateHz,
    int channels,
    Map<String, String> formatParameters,
    Set<RtcpFeedback> feedback,
    OptionalInt rtxPayloadType) {

  /**
   * Whether both describe the same format, so that what was sent as one can be played as the other.
   * Format parameters count only as far as they say so: the text of {@code a=fmtp} lines differs
   * among implementations that understand each other.
   *
   * <ul>
   *   <li>H.264: the profile in profile-level-id, not the level, and packetization-mode (RFC 6184
   *       section 8.2.2)
   *   <li>VP9: profile-id (RFC 9628 section 6)
   *   <li>AV1: profile ("RTP Payload Format For AV1" section 7.2.3)
   *   <li>H.265: profile-space, profile-id, tier-flag and tx-mode (RFC 7798 section 7.2.2)
   * </ul>
   */
  public boolean compatibleWith(CodecParameters other) {
    if (codec != other.codec || clockRateHz != other.clockRateHz || channels != other.channels) {
      return false;
    }
    return switch (codec) {
      case H264 -> sameH264Profile(other) && sameParameter(other, "packetization-mode", "0");
      case H265 ->
          sameParameter(other, "profile-space", "0")
              && sameParameter(other, "profile-id", "1")
              && sameParameter(other, "tier-flag", "0")
              && sameParameter(other, "tx-mode", "SRST");
      case VP9 -> sameParameter(other, "profile-id", "0");
      case AV1 -> sameParameter(other, "profile", "0");
      case OPUS, RED, G722, PCMU, PCMA, VP8 -> true;
    };
  }

  /**
   * Whether a receiver of {@code other} can play what is sent as this, though it isn't the same
   * format: for H.264 a richer profile, and packetization mode 1, which allows all that mode 0 does
   * (RFC 6184 section 6).
   */
  public boolean playableAs(CodecParameters other) {
    if (codec != Codec.H264 || other.codec != Codec.H264 || clockRateHz != other.clockRateHz) {
      return compatibleWith(other);
    }
    return H264Profile.of(formatParameters).playableBy(H264Profile.of(other.formatParameters))
        && (sameParameter(other, "packetization-mode", "0")
            || (packetizationMode().equals("0") && other.packetizationMode().equals("1")));
  }

  private String packetizationMode() {
    return formatParameters.getOrDefault("packetization-mode", "0");
  }

  private boolean sameH264Profile(CodecParameters other) {
    H264Profile profile = H264Profile.of(formatParameters);
    return profile != H264Profile.UNKNOWN && profile == H264Profile.of(other.formatParameters);
  }

  private boolean sameParameter(CodecParameters other, String name, String inferred) {
    return formatParameters
        .getOrDefault(name, inferred)
        .equalsIgnoreCase(other.formatParameters.getOrDefault(name, inferred));
  }
}

package dev.sluice.core.rtp;

import java.util.HexFormat;
import java.util.Map;

/**
 * The profile in an H.264 {@code profile-level-id}, RFC 6184 section 8.1: different bytes may name
 * the same one (table 5), and the level is no part of it.
 */
enum H264Profile {
  CONSTRAINED_BASELINE,
  BASELINE,
  MAIN,
  EXTENDED,
  CONSTRAINED_HIGH,
  HIGH,
  HIGH_10,
  HIGH_10_INTRA,
  HIGH_4_2_2,
  HIGH_4_2_2_INTRA,
  HIGH_4_4_4_PREDICTIVE,
  HIGH_4_4_4_INTRA,
  CAVLC_4_4_4_INTRA,
  UNKNOWN;

  /** What is inferred without the parameter, section 8.1: Baseline without constraints, level 1. */
  private static final String DEFAULT_PROFILE_LEVEL_ID = "42000A";

  static H264Profile of(Map<String, String> formatParameters) {
    String text = formatParameters.getOrDefault("profile-level-id", DEFAULT_PROFILE_LEVEL_ID);
    if (text.length() != 6 || !text.chars().allMatch(HexFormat::isHexDigit)) {
      return UNKNOWN;
    }
    int profile = HexFormat.fromHexDigits(text, 0, 2);
    int constraints = HexFormat.fromHexDigits(text, 2, 4);
    boolean set0 = (constraints & 0x80) != 0;
    boolean set1 = (constraints & 0x40) != 0;
    return switch (profile) {
      case 0x42 -> reserved(constraints, set1 ? CONSTRAINED_BASELINE : BASELINE);
      case 0x4D -> reserved(constraints, set0 ? CONSTRAINED_BASELINE : MAIN);
      case 0x58 ->
          reserved(constraints, set0 ? (set1 ? CONSTRAINED_BASELINE : BASELINE) : EXTENDED);
      // Constrained High came with the 2012 edition of H.264 (A.2.4.2), after the RFC.
      case 0x64 -> exactly(constraints, HIGH, 0x0C, CONSTRAINED_HIGH);
      case 0x6E -> exactly(constraints, HIGH_10, 0x10, HIGH_10_INTRA);
      case 0x7A -> exactly(constraints, HIGH_4_2_2, 0x10, HIGH_4_2_2_INTRA);
      case 0xF4 -> exactly(constraints, HIGH_4_4_4_PREDICTIVE, 0x10, HIGH_4_4_4_INTRA);
      case 0x2C -> constraints == 0x10 ? CAVLC_4_4_4_INTRA : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  /**
   * Whether a decoder of another profile plays streams of this one, H.264 section A.2. Baseline
   * counts as its constrained form: what it has beyond that (flexible macroblock order, arbitrary
   * slice order, redundant slices) no encoder for WebRTC makes, while many name it so.
   */
  boolean playableBy(H264Profile decoder) {
    return switch (this) {
      case CONSTRAINED_BASELINE, BASELINE -> decoder != UNKNOWN && decoder != CAVLC_4_4_4_INTRA;
      case MAIN, CONSTRAINED_HIGH -> decoder == this || decoder == HIGH;
      default -> decoder == this && this != UNKNOWN;
    };
  }

  /** The last four constraint bits are reserved and zero. */
  private static H264Profile reserved(int constraints, H264Profile profile) {
    return (constraints & 0x0F) == 0 ? profile : UNKNOWN;
  }

  private static H264Profile exactly(
      int constraints, H264Profile unconstrained, int bits, H264Profile constrained) {
    if (constraints == 0) {
      return unconstrained;
    }
    return constraints == bits ? constrained : UNKNOWN;
  }
}

package dev.sluice.dtls.srtp;

import java.util.Optional;

/** The protection profiles that Sluice speaks, in its order of preference. */
public enum SrtpProfile {
  AEAD_AES_128_GCM(0x0007, 16, 12, 16, 16),
  AEAD_AES_256_GCM(0x0008, 32, 12, 16, 16),
  AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 10, 10);

  private final int code;
  private final int keyLength;
  private final int saltLength;
  private final int rtpTagLength;
  private final int rtcpTagLength;

  SrtpProfile(int code, int keyLength, int saltLength, int rtpTagLength, int rtcpTagLength) {
    this.code = code;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
    this.rtpTagLength = rtpTagLength;
    this.rtcpTagLength = rtcpTagLength;
  }

  /**
   * The number in the {@code use_srtp} extension (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
   */
  public int code() {
    return code;
  }

  /** Bytes of the master key, and of each derived encryption key. */
  public int keyLength() {
    return keyLength;
  }

  /** Bytes of the master salt, and of each derived salt. */
  public int saltLength() {
    return saltLength;
  }

  /** Bytes that protection adds to an RTP packet. */
  public int rtpOverhead() {
    return rtpTagLength;
  }

  /** Bytes that protection adds to an RTCP packet: the tag, and the word with E bit and index. */
  public int rtcpOverhead() {
    return rtcpTagLength + 4;
  }

  /** The profile with that number, if Sluice speaks it. */
  public static Optional<SrtpProfile> ofCode(int code) {
    for (SrtpProfile profile : values()) {
      if (profile.code == code) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }
}

package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.MediaKind.AUDIO;
import static dev.sluice.core.rtp.MediaKind.VIDEO;

/** The codecs that Sluice forwards; the name is the SDP encoding name of RFC 8866 section 6.6. */
public enum Codec {
  OPUS(AUDIO, "opus"),
  /** Redundant audio data, RFC 2198, around Opus. */
  RED(AUDIO, "red"),
  G722(AUDIO, "G722"),
  PCMU(AUDIO, "PCMU"),
  PCMA(AUDIO, "PCMA"),
  VP8(VIDEO, "VP8"),
  VP9(VIDEO, "VP9"),
  H264(VIDEO, "H264"),
  H265(VIDEO, "H265"),
  AV1(VIDEO, "AV1");

  private final MediaKind kind;
  private final String encodingName;

  Codec(MediaKind kind, String encodingName) {
    this.kind = kind;
    this.encodingName = encodingName;
  }

  public MediaKind kind() {
    return kind;
  }

  /** The name in an {@code a=rtpmap} line; compared without regard to case. */
  public String encodingName() {
    return encodingName;
  }
}

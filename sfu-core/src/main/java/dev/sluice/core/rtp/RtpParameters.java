package dev.sluice.core.rtp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one media section was negotiated to be, after the model of the W3C's RTCRtpParameters.
 *
 * @param mid the media section's identification tag (RFC 8843)
 * @param codecs in order of preference; the payload types are the peer's
 * @param headerExtensions the peer's ids, 1 to 255
 * @param extmapAllowMixed whether one stream may have header extensions of the one-byte and of the
 *     two-byte form (RFC 8285 section 6)
 * @param encodings the streams announced; may be empty
 * @param flexFec what protects the first encoding, where negotiated
 * @param cname RFC 3550 section 6.5.1
 */
public record RtpParameters(
    String mid,
    MediaKind kind,
    List<CodecParameters> codecs,
    Map<HeaderExtension, Integer> headerExtensions,
    boolean extmapAllowMixed,
    List<Encoding> encodings,
    Optional<FlexFec> flexFec,
    String cname) {

  /** Without FEC. */
  public RtpParameters(
      String mid,
      MediaKind kind,
      List<CodecParameters> codecs,
      Map<HeaderExtension, Integer> headerExtensions,
      boolean extmapAllowMixed,
      List<Encoding> encodings,
      String cname) {
    this(mid, kind, codecs, headerExtensions, extmapAllowMixed, encodings, Optional.empty(), cname);
  }

  /** Of a peer that hasn't agreed to mixed forms. */
  public RtpParameters(
      String mid,
      MediaKind kind,
      List<CodecParameters> codecs,
      Map<HeaderExtension, Integer> headerExtensions,
      List<Encoding> encodings,
      String cname) {
    this(mid, kind, codecs, headerExtensions, false, encodings, cname);
  }
}

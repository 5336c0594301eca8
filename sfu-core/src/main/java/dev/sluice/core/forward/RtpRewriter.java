package dev.sluice.core.forward;

import dev.sluice.core.codec.RedPayload;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.HeaderExtensionMapping;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpPadding;
import dev.sluice.core.rtp.RtpParameters;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes packets as one viewer negotiated them: payload type, SSRC, header extension ids, RED.
 *
 * <p>Lives as long as the viewer's parameters.
 */
final class RtpRewriter {

  /** A packet with nothing in it. */
  private static final byte[] EMPTY = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  private final RtpParameters parameters;
  private final HeaderRewriter headers;
  private final Map<HeaderExtension, Integer> passed;
  private final int ssrc;
  private final int rtxSsrc;

  /** Null where there is none. */
  private final FlexFec flexFec;

  private final RedPayload red = new RedPayload();
  private final RtpPacket primary = new RtpPacket();
  private final RtpPacket empty = new RtpPacket();

  private CodecRoutes routes = CodecRoutes.NONE;
  private boolean ssrcKnown;
  private boolean rtxSsrcKnown;

  /**
   * @throws IllegalArgumentException where no SSRC is announced, or an extension id isn't 1 to 255
   */
  RtpRewriter(RtpParameters parameters) {
    if (parameters.encodings().isEmpty() || parameters.encodings().getFirst().ssrc().isEmpty()) {
      throw new IllegalArgumentException(
          "A subscription needs the SSRC that was announced to its viewer, in the first encoding");
    }
    this.parameters = parameters;
    this.ssrc = parameters.encodings().getFirst().ssrc().getAsInt();
    this.rtxSsrc = parameters.encodings().getFirst().rtxSsrc().orElse(0);
    this.flexFec = parameters.flexFec().orElse(null);
    this.headers =
        new HeaderRewriter(
            parameters.mid().getBytes(StandardCharsets.US_ASCII),
            parameters.headerExtensions(),
            parameters.extmapAllowMixed());
    this.passed = passed(parameters);
    empty.wrap(EMPTY, 0, EMPTY.length);
  }

  /**
   * The extensions that may pass. A keyframe's dependency descriptor is too long for the one-byte
   * form, and the others can't be read without it: where one of them can't go, none goes. What
   * receivers take for zero where FEC is concerned would have to be zero in the parity.
   */
  private Map<HeaderExtension, Integer> passed(RtpParameters viewer) {
    Map<HeaderExtension, Integer> fitting = new HashMap<>(viewer.headerExtensions());
    if (!headers.writesLongValues()) {
      fitting.remove(HeaderExtension.DEPENDENCY_DESCRIPTOR);
    }
    if (flexFec != null) {
      fitting.remove(HeaderExtension.VIDEO_TIMING);
      fitting.remove(HeaderExtension.TRANSMISSION_OFFSET);
    }
    return fitting;
  }

  /** What is written comes from a publication with these parameters. */
  void setSource(RtpParameters source) {
    routes = CodecRoutes.between(source, parameters);
    headers.setMapping(HeaderExtensionMapping.between(source.headerExtensions(), passed));
  }

  /** Whether the viewer can be sent dependency descriptors. */
  boolean passesDescriptors() {
    return passed.containsKey(HeaderExtension.DEPENDENCY_DESCRIPTOR);
  }

  /** How the publisher's payload type reaches the viewer; null where it can't. */
  CodecRoutes.Route route(int payloadType) {
    return routes.of(payloadType);
  }

  /**
   * Writes a packet of the viewer's stream from index 0 of {@code out} on.
   *
   * @return its length, or -1 where it doesn't fit or its RED is malformed
   */
  int write(RtpPacket source, CodecRoutes.Route route, int sequence, int timestamp, byte[] out) {
    return write(source, route, sequence, timestamp, !ssrcKnown, out);
  }

  /** As above, with MID or without. */
  int write(
      RtpPacket source,
      CodecRoutes.Route route,
      int sequence,
      int timestamp,
      boolean withMid,
      byte[] out) {
    RtpPacket media = unwrapped(source, route);
    if (media == null) {
      return -1;
    }
    headers.sendMid(withMid);
    int length = headers.write(media, route.payloadType(), sequence, timestamp, ssrc, out, 0);
    rewriteRed(route, out, headers.payloadOffset(), length);
    return length;
  }

  /**
   * Writes a packet of the viewer's RTX stream.
   *
   * @param original the number that the packet has in the viewer's stream
   */
  int writeRetransmission(
      RtpPacket source,
      CodecRoutes.Route route,
      int sequence,
      int timestamp,
      int original,
      byte[] out) {
    RtpPacket media = unwrapped(source, route);
    if (media == null) {
      return -1;
    }
    headers.sendMid(!rtxSsrcKnown);
    int length =
        headers.writeRetransmission(
            media, route.rtxPayloadType(), sequence, timestamp, rtxSsrc, original, out, 0);
    rewriteRed(route, out, headers.payloadOffset() + 2, length);
    return length;
  }

  /** Sets the marker bit of the packet written last. */
  static void mark(byte[] out) {
    out[1] |= (byte) 0x80;
  }

  /**
   * Writes a packet of the viewer's RTX stream that holds padding only (RFC 3550 section 5.1).
   *
   * @param padding its bytes; 1 to 255 are written
   */
  int writePadding(CodecRoutes.Route route, int sequence, int timestamp, int padding, byte[] out) {
    int count = Math.clamp(padding - RtpPacket.FIXED_HEADER_LENGTH, 1, 255);
    headers.sendMid(!rtxSsrcKnown);
    int length = headers.write(empty, route.rtxPayloadType(), sequence, timestamp, rtxSsrc, out, 0);
    return RtpPadding.append(out, length, count);
  }

  /** Writes a packet of the viewer's parity stream; as {@link #write}. */
  int writeParity(RtpPacket parity, int sequence, int timestamp, byte[] out) {
    headers.sendMid(true);
    return headers.write(
        parity, flexFec.payloadType(), sequence, timestamp, flexFec.ssrc(), out, 0);
  }

  private RtpPacket unwrapped(RtpPacket source, CodecRoutes.Route route) {
    if (route.red() != CodecRoutes.Red.UNWRAPPED) {
      return source;
    }
    if (!red.wrap(source.buffer(), source.payloadOffset(), source.payloadLength())
        || red.primaryPayloadType() != route.innerFrom()
        || !primary.wrap(source.buffer(), source.offset(), source.length())) {
      return null;
    }
    primary.narrowPayload(red.primaryOffset(), red.primaryLength());
    return primary;
  }

  private void rewriteRed(CodecRoutes.Route route, byte[] out, int payloadOffset, int length) {
    if (route.red() == CodecRoutes.Red.REWRITTEN
        && length > 0
        && red.wrap(out, payloadOffset, length - payloadOffset)) {
      red.replacePayloadType(route.innerFrom(), route.innerTo());
    }
  }

  /** The viewer has reported on a stream, so it knows where it belongs without MID. */
  void onReported(int reportedSsrc) {
    ssrcKnown |= reportedSsrc == ssrc;
    rtxSsrcKnown |= reportedSsrc == rtxSsrc;
  }

  /** Whether packets of this route are sent again as RTX. */
  boolean retransmitsAsRtx(CodecRoutes.Route route) {
    return rtxSsrc != 0 && route.rtxPayloadType() >= 0;
  }

  /** Whether the viewer restores lost packets by parity. */
  boolean takesParity() {
    return flexFec != null;
  }

  HeaderRewriter headers() {
    return headers;
  }

  RtpParameters parameters() {
    return parameters;
  }

  int ssrc() {
    return ssrc;
  }

  /** 0 where there is none. */
  int rtxSsrc() {
    return rtxSsrc;
  }

  boolean ssrcKnown() {
    return ssrcKnown;
  }
}

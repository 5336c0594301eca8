package dev.sluice.core.session;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Parameters and packets as browsers have them, each packet with a number in its payload. */
public final class TestMedia {

  public static final Set<RtcpFeedback> VIDEO_FEEDBACK =
      EnumSet.of(
          RtcpFeedback.NACK,
          RtcpFeedback.NACK_PLI,
          RtcpFeedback.CCM_FIR,
          RtcpFeedback.TRANSPORT_CC,
          RtcpFeedback.GOOG_REMB);

  private static final int ONE_BYTE_PROFILE = 0xBEDE;

  private TestMedia() {}

  public static CodecParameters vp8(int payloadType, int rtxPayloadType) {
    return video(Codec.VP8, payloadType, rtxPayloadType, VIDEO_FEEDBACK);
  }

  public static CodecParameters video(
      Codec codec, int payloadType, int rtxPayloadType, Set<RtcpFeedback> feedback) {
    return new CodecParameters(
        payloadType,
        codec,
        90_000,
        1,
        Map.of(),
        feedback,
        rtxPayloadType < 0 ? OptionalInt.empty() : OptionalInt.of(rtxPayloadType));
  }

  public static CodecParameters opus(int payloadType) {
    return audio(Codec.OPUS, payloadType);
  }

  public static CodecParameters audio(Codec codec, int payloadType) {
    return new CodecParameters(
        payloadType,
        codec,
        48_000,
        2,
        Map.of(),
        EnumSet.of(RtcpFeedback.TRANSPORT_CC),
        OptionalInt.empty());
  }

  public static RtpParameters parameters(
      String mid,
      List<CodecParameters> codecs,
      Map<HeaderExtension, Integer> extensions,
      int ssrc,
      int rtxSsrc) {
    MediaKind kind = codecs.getFirst().codec().kind();
    List<Encoding> encodings =
        ssrc == 0
            ? List.of()
            : List.of(
                new Encoding(
                    "",
                    OptionalInt.of(ssrc),
                    rtxSsrc == 0 ? OptionalInt.empty() : OptionalInt.of(rtxSsrc)));
    return new RtpParameters(mid, kind, codecs, extensions, encodings, "cname-" + mid);
  }

  /** VP8 with RTX as most tests publish it. */
  public static RtpParameters publishedVideo() {
    return parameters(
        "0",
        List.of(vp8(96, 97)),
        Map.of(HeaderExtension.MID, 4, HeaderExtension.TRANSPORT_CC, 3),
        1000,
        1001);
  }

  /** VP8 with RTX as most tests receive it, numbered otherwise than published. */
  public static RtpParameters receivedVideo() {
    return parameters(
        "2",
        List.of(vp8(120, 121)),
        Map.of(
            HeaderExtension.MID, 9,
            HeaderExtension.TRANSPORT_CC, 5,
            HeaderExtension.ABS_SEND_TIME, 6),
        5000,
        5001);
  }

  public static RtpParameters publishedAudio() {
    return parameters("1", List.of(opus(111)), Map.of(HeaderExtension.MID, 4), 2000, 0);
  }

  public static RtpParameters receivedAudio() {
    return parameters("3", List.of(opus(109)), Map.of(HeaderExtension.MID, 9), 6000, 0);
  }

  /** One extension element's one-byte form. */
  public static byte[] element(int id, byte[] value) {
    byte[] element = new byte[1 + value.length];
    element[0] = (byte) (id << 4 | (value.length - 1));
    System.arraycopy(value, 0, element, 1, value.length);
    return element;
  }

  public static byte[] midElement(int id, String mid) {
    return element(id, mid.getBytes(StandardCharsets.US_ASCII));
  }

  public static byte[] packet(
      int payloadType,
      boolean marker,
      int sequence,
      int timestamp,
      int ssrc,
      byte[] elements,
      byte[] payload) {
    return packet(
        payloadType, marker, sequence, timestamp, ssrc, ONE_BYTE_PROFILE, elements, payload);
  }

  /**
   * A packet with header extensions of either form.
   *
   * @param profile which form the elements have, RFC 8285 sections 4.2 and 4.3
   */
  public static byte[] packet(
      int payloadType,
      boolean marker,
      int sequence,
      int timestamp,
      int ssrc,
      int profile,
      byte[] elements,
      byte[] payload) {
    int extension = elements.length == 0 ? 0 : 4 + ((elements.length + 3) & ~3);
    byte[] packet = new byte[12 + extension + payload.length];
    packet[0] = (byte) (0x80 | (extension > 0 ? 0x10 : 0));
    packet[1] = (byte) ((marker ? 0x80 : 0) | payloadType);
    put16(packet, 2, sequence);
    put32(packet, 4, timestamp);
    put32(packet, 8, ssrc);
    if (extension > 0) {
      put16(packet, 12, profile);
      put16(packet, 14, (extension - 4) / 4);
      System.arraycopy(elements, 0, packet, 16, elements.length);
    }
    System.arraycopy(payload, 0, packet, 12 + extension, payload.length);
    return packet;
  }

  /** A VP8 payload that begins, or goes on with, a frame, and carries {@code number}. */
  public static byte[] vp8Payload(boolean startOfFrame, boolean keyFrame, int number) {
    byte[] payload = new byte[1 + 10 + 4];
    payload[0] = (byte) (startOfFrame ? 0x10 : 0);
    // RFC 6386 section 9.1: the frame tag, whose lowest bit is 0 in a key frame.
    payload[1] = (byte) (keyFrame ? 0x10 : 0x11);
    payload[4] = (byte) 0x9D;
    payload[5] = 0x01;
    payload[6] = 0x2A;
    put32(payload, payload.length - 4, number);
    return payload;
  }

  public static byte[] numbered(int number) {
    byte[] payload = new byte[8];
    put32(payload, 4, number);
    return payload;
  }

  /** What {@link #vp8Payload} and {@link #numbered} put in. */
  public static int numberOf(RtpPacket packet) {
    return get32(packet.buffer(), packet.payloadOffset() + packet.payloadLength() - 4);
  }

  /** One VP8 frame of one packet. */
  public static byte[] frame(int sequence, int timestamp, int ssrc, boolean key, int number) {
    return packet(96, true, sequence, timestamp, ssrc, new byte[0], vp8Payload(true, key, number));
  }

  /** One Opus packet of 20 ms. */
  public static byte[] sound(int sequence, int timestamp, int ssrc, int number) {
    return packet(111, false, sequence, timestamp, ssrc, new byte[0], numbered(number));
  }

  /** A retransmission of {@code original}, RFC 4588 section 4. */
  public static byte[] rtx(byte[] original, int payloadType, int sequence, int ssrc) {
    RtpPacket packet = TestPeer.parse(original);
    byte[] payload = new byte[2 + packet.payloadLength()];
    put16(payload, 0, packet.sequenceNumber());
    System.arraycopy(original, packet.payloadOffset(), payload, 2, packet.payloadLength());
    return packet(
        payloadType, packet.marker(), sequence, packet.timestamp(), ssrc, new byte[0], payload);
  }

  /** Of a viewer who knows FlexFEC besides. */
  static RtpParameters withParity(RtpParameters parameters, int payloadType, int ssrc) {
    return new RtpParameters(
        parameters.mid(),
        parameters.kind(),
        parameters.codecs(),
        parameters.headerExtensions(),
        parameters.extmapAllowMixed(),
        parameters.encodings(),
        Optional.of(new FlexFec(payloadType, ssrc)),
        parameters.cname());
  }
}

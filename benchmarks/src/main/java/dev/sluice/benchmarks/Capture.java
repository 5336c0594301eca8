package dev.sluice.benchmarks;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** What Chromium sent of one codec, decrypted, and what it had negotiated for it. */
public enum Capture {
  VP8(MediaKind.VIDEO, Codec.VP8, 96),
  VP9(MediaKind.VIDEO, Codec.VP9, 98),
  H264(MediaKind.VIDEO, Codec.H264, 102),
  AV1(MediaKind.VIDEO, Codec.AV1, 45),
  OPUS(MediaKind.AUDIO, Codec.OPUS, 111);

  private static final Map<HeaderExtension, Integer> VIDEO_EXTENSIONS =
      Map.of(
          HeaderExtension.TRANSMISSION_OFFSET, 1,
          HeaderExtension.ABS_SEND_TIME, 2,
          HeaderExtension.VIDEO_ORIENTATION, 3,
          HeaderExtension.TRANSPORT_CC, 4,
          HeaderExtension.VIDEO_TIMING, 7,
          HeaderExtension.COLOR_SPACE, 8,
          HeaderExtension.MID, 9,
          HeaderExtension.ABS_CAPTURE_TIME, 13,
          HeaderExtension.DEPENDENCY_DESCRIPTOR, 16);

  private static final Map<HeaderExtension, Integer> AUDIO_EXTENSIONS =
      Map.of(
          HeaderExtension.AUDIO_LEVEL, 1,
          HeaderExtension.ABS_SEND_TIME, 2,
          HeaderExtension.TRANSPORT_CC, 3,
          HeaderExtension.MID, 4,
          HeaderExtension.ABS_CAPTURE_TIME, 5);

  /** The media section that sent the packets, as their MID extensions say. */
  private static final String MID = "0";

  private final MediaKind kind;
  private final Codec codec;
  private final int payloadType;

  Capture(MediaKind kind, Codec codec, int payloadType) {
    this.kind = kind;
    this.codec = codec;
    this.payloadType = payloadType;
  }

  Codec codec() {
    return codec;
  }

  Map<HeaderExtension, Integer> headerExtensions() {
    return kind == MediaKind.VIDEO ? VIDEO_EXTENSIONS : AUDIO_EXTENSIONS;
  }

  /** The media packets, without probes and retransmissions; copies of the caller's own. */
  byte[][] packets() {
    List<byte[]> packets = new ArrayList<>();
    RtpPacket packet = new RtpPacket();
    String file = "captures/" + fileName();
    try (InputStream resource = Capture.class.getResourceAsStream(file);
        DataInputStream in = new DataInputStream(Objects.requireNonNull(resource, file))) {
      while (in.available() > 0) {
        byte[] bytes = in.readNBytes(in.readUnsignedShort());
        if (packet.wrap(bytes, 0, bytes.length) && packet.payloadType() == payloadType) {
          packets.add(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packets.toArray(byte[][]::new);
  }

  private String fileName() {
    return switch (this) {
      case VP8 -> "chromium-vp8.rtp";
      case VP9 -> "chromium-vp9.rtp";
      case H264 -> "chromium-h264.rtp";
      case AV1 -> "chromium-av1.rtp";
      case OPUS -> "chromium-opus.rtp";
    };
  }

  /** What the sender negotiated. */
  RtpParameters sent() {
    return parameters(MID, List.of());
  }

  /** What a viewer negotiated that numbers everything as the sender does, with RTX for video. */
  RtpParameters viewed(int ssrc) {
    OptionalInt rtxSsrc =
        kind == MediaKind.VIDEO ? OptionalInt.of(ssrc ^ 0x4000_0000) : OptionalInt.empty();
    return parameters("1", List.of(new Encoding("", OptionalInt.of(ssrc), rtxSsrc)));
  }

  private RtpParameters parameters(String mid, List<Encoding> encodings) {
    boolean video = kind == MediaKind.VIDEO;
    Set<RtcpFeedback> feedback =
        video
            ? Set.of(RtcpFeedback.NACK, RtcpFeedback.NACK_PLI, RtcpFeedback.TRANSPORT_CC)
            : Set.of(RtcpFeedback.TRANSPORT_CC);
    CodecParameters negotiated =
        new CodecParameters(
            payloadType,
            codec,
            video ? 90_000 : 48_000,
            video ? 1 : 2,
            Map.of(),
            feedback,
            video ? OptionalInt.of(payloadType + 1) : OptionalInt.empty());
    return new RtpParameters(
        mid, kind, List.of(negotiated), headerExtensions(), encodings, "benchmark");
  }
}

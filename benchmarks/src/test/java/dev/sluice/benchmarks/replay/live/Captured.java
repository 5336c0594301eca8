package dev.sluice.benchmarks.replay.live;

import dev.sluice.benchmarks.replay.Recording;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A made-up recording: what senders have negotiated, and packets a millisecond grain apart. */
final class Captured {

  static final long BEGIN_NANOS = TimeUnit.DAYS.toNanos(20_000);
  static final int VP8 = 96;
  static final int VP8_RTX = 97;
  static final int OPUS = 111;
  private static final int MID = 4;
  private static final int RID = 10;

  private final List<Recording.Entry> entries = new ArrayList<>();

  /** Video and sound of one sender, by its connection. */
  Captured sender(int connection, String participant, RtpParameters... sections) {
    entries.add(
        new Recording.Told(
            BEGIN_NANOS,
            new Terms(connection, "demo", participant, null, 0, List.of(sections), List.of())));
    return this;
  }

  static RtpParameters video(String mid) {
    return section(
        mid, MediaKind.VIDEO, List.of(codec(VP8, Codec.VP8, Map.of(), OptionalInt.of(VP8_RTX))));
  }

  static RtpParameters audio(String mid) {
    return section(
        mid,
        MediaKind.AUDIO,
        List.of(
            codec(OPUS, Codec.OPUS, Map.of("useinbandfec", "1"), OptionalInt.empty()),
            codec(63, Codec.RED, Map.of("111/111", ""), OptionalInt.empty()),
            codec(0, Codec.PCMU, Map.of(), OptionalInt.empty())));
  }

  static RtpParameters section(String mid, MediaKind kind, List<CodecParameters> codecs) {
    return new RtpParameters(
        mid,
        kind,
        codecs,
        Map.of(HeaderExtension.MID, MID, HeaderExtension.RID, RID),
        List.of(new Encoding("", OptionalInt.empty(), OptionalInt.empty())),
        "cname");
  }

  static CodecParameters codec(
      int payloadType, Codec codec, Map<String, String> format, OptionalInt rtx) {
    int clockRateHz =
        codec == Codec.PCMU ? 8_000 : codec.kind() == MediaKind.VIDEO ? 90_000 : 48_000;
    return new CodecParameters(payloadType, codec, clockRateHz, 1, format, Set.of(), rtx);
  }

  /** A packet of ten bytes, in the section that its MID names. */
  Captured packet(
      int connection, int millis, int ssrc, int payloadType, int sequence, int timestamp) {
    return add(connection, millis, rtp(ssrc, payloadType, sequence, timestamp, 10, "", ""));
  }

  /** A packet of so many bytes that names its layer. */
  Captured layer(int connection, int millis, int ssrc, int sequence, int length, String rid) {
    return add(connection, millis, rtp(ssrc, VP8, sequence, millis * 90, length, "", rid));
  }

  /** A packet of ten bytes that names its section. */
  Captured inSection(int connection, int millis, int ssrc, int sequence, String mid) {
    return add(connection, millis, rtp(ssrc, VP8, sequence, millis * 90, 10, mid, ""));
  }

  /** The retransmission of a packet of VP8. */
  Captured retransmission(int connection, int millis, int ssrc, int original, int timestamp) {
    byte[] packet = rtp(ssrc, VP8_RTX, millis, timestamp, 12, "", "");
    NetworkBytes.put16(packet, packet.length - 12, original);
    return add(connection, millis, packet);
  }

  /** A sender report: what the stream's clock shows, and the sender's own, in milliseconds. */
  Captured report(int connection, int millis, int ssrc, long senderMillis, int timestamp) {
    RtcpWriter writer = new RtcpWriter();
    byte[] packet = new byte[28];
    writer.wrap(packet, 0, packet.length);
    writer.senderReport(
        ssrc,
        NtpTime.ofUnixNanos(BEGIN_NANOS + TimeUnit.MILLISECONDS.toNanos(senderMillis)),
        timestamp,
        1,
        1);
    return add(connection, millis, packet);
  }

  private Captured add(int connection, int millis, byte[] packet) {
    entries.add(
        new Recording.Packet(
            BEGIN_NANOS + TimeUnit.MILLISECONDS.toNanos(millis),
            connection,
            packet,
            0,
            packet.length));
    return this;
  }

  private static byte[] rtp(
      int ssrc, int payloadType, int sequence, int timestamp, int payload, String mid, String rid) {
    byte[] value = (mid + rid).getBytes(StandardCharsets.UTF_8);
    int words = value.length == 0 ? 0 : (value.length + 4) / 4;
    int header = value.length == 0 ? 12 : 16 + 4 * words;
    byte[] packet = new byte[header + payload];
    packet[0] = (byte) (value.length == 0 ? 0x80 : 0x90);
    packet[1] = (byte) payloadType;
    NetworkBytes.put16(packet, 2, sequence);
    NetworkBytes.put32(packet, 4, timestamp);
    NetworkBytes.put32(packet, 8, ssrc);
    if (value.length > 0) {
      NetworkBytes.put16(packet, 12, 0xBEDE);
      NetworkBytes.put16(packet, 14, words);
      packet[16] = (byte) ((mid.isEmpty() ? RID : MID) << 4 | value.length - 1);
      System.arraycopy(value, 0, packet, 17, value.length);
    }
    return packet;
  }

  CapturedSenders senders() {
    return CapturedSenders.of(new Recording(entries, List.of()));
  }

  CapturedSender onlySender() {
    return senders().senders().getFirst();
  }
}

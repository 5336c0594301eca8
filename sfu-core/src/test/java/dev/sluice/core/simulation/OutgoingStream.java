package dev.sluice.core.simulation;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;
import static dev.sluice.core.rtp.NetworkBytes.put8;

import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.AbsSendTime;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpTimestamp;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * One SSRC of a publisher and that of its retransmissions: numbers packets, keeps them to be sent
 * again as RTX (RFC 4588), and reports on itself.
 */
final class OutgoingStream {

  static final int MID_ID = 4;
  static final int RID_ID = 10;
  static final int REPAIRED_RID_ID = 11;
  static final int TRANSPORT_CC_ID = 3;
  static final int ABS_SEND_TIME_ID = 2;
  static final int AUDIO_LEVEL_ID = 1;

  private static final int HISTORY = 4096;
  private static final int HEADER_BYTES = 12;
  private static final byte[] NOTHING = new byte[0];

  private static final class Sent {
    private final int sequence;
    private final int timestamp;
    private final boolean marker;
    private final byte[] payload;

    Sent(int sequence, int timestamp, boolean marker, byte[] payload) {
      this.sequence = sequence;
      this.timestamp = timestamp;
      this.marker = marker;
      this.payload = payload;
    }
  }

  /** Who numbers packets transport-wide and has the way to the server. */
  interface Path {
    int nextTransportSequence();

    void sendRtp(byte[] packet);
  }

  private final Simulation simulation;
  private final Path path;
  private final String mid;
  private final String rid;
  private final int ssrc;
  private final int rtxSsrc;
  private final int rtxPayloadType;
  private final int clockRateHz;
  private final int timestampOffset;
  private final Sent[] history = new Sent[HISTORY];

  private int sequence;
  private int rtxSequence;

  /** A browser names a stream until the server has reported on it. */
  private boolean reported;

  private boolean rtxReported;
  private int audioLevel = -1;
  private long packets;
  private long bytes;

  /**
   * @param rid empty without simulcast
   * @param rtxSsrc 0 where there are no retransmissions
   */
  OutgoingStream(
      Simulation simulation,
      Path path,
      String mid,
      String rid,
      int ssrc,
      int rtxSsrc,
      int rtxPayloadType,
      int clockRateHz,
      long seed) {
    this.simulation = simulation;
    this.path = path;
    this.mid = mid;
    this.rid = rid;
    this.ssrc = ssrc;
    this.rtxSsrc = rtxSsrc;
    this.rtxPayloadType = rtxPayloadType;
    this.clockRateHz = clockRateHz;
    SplittableRandom random = new SplittableRandom(seed);
    this.timestampOffset = random.nextInt();
    this.sequence = random.nextInt(0x8000);
    this.rtxSequence = random.nextInt(0x8000);
  }

  /** Audio packets carry their level from now on, in -dBov (RFC 6464). */
  void audioLevel(int level) {
    audioLevel = level;
  }

  int timestampAt(long nanos) {
    return timestampOffset + (int) RtpTimestamp.ticks(nanos, clockRateHz);
  }

  void send(int payloadType, boolean marker, int timestamp, byte[] payload) {
    sequence = (sequence + 1) & 0xFFFF;
    history[sequence % HISTORY] = new Sent(sequence, timestamp, marker, payload);
    packets++;
    bytes += payload.length;
    path.sendRtp(
        packet(
            payloadType, marker, sequence, timestamp, ssrc, RID_ID, !reported, NOTHING, payload));
  }

  /** A NACK names this packet. */
  void sendAgain(int lost) {
    Sent sent = history[lost % HISTORY];
    if (sent == null || sent.sequence != lost || rtxSsrc == 0) {
      return;
    }
    rtxSequence = (rtxSequence + 1) & 0xFFFF;
    byte[] original = new byte[2];
    put16(original, 0, lost);
    path.sendRtp(
        packet(
            rtxPayloadType,
            sent.marker,
            rtxSequence,
            sent.timestamp,
            rtxSsrc,
            REPAIRED_RID_ID,
            !rtxReported,
            original,
            sent.payload));
  }

  private byte[] packet(
      int payloadType,
      boolean marker,
      int number,
      int timestamp,
      int ofSsrc,
      int ridId,
      boolean named,
      byte[] prefix,
      byte[] payload) {
    byte[] extensions = new byte[64];
    int end = 0;
    extensions[end] = (byte) (ABS_SEND_TIME_ID << 4 | 2);
    AbsSendTime.write(extensions, end + 1, AbsSendTime.ofNanos(simulation.unixNanos()));
    end += 4;
    extensions[end] = (byte) (TRANSPORT_CC_ID << 4 | 1);
    put16(extensions, end + 1, path.nextTransportSequence());
    end += 3;
    if (audioLevel >= 0) {
      extensions[end] = (byte) (AUDIO_LEVEL_ID << 4);
      // V: somebody speaks.
      put8(extensions, end + 1, (audioLevel < 60 ? 0x80 : 0) | audioLevel);
      end += 2;
    }
    if (named) {
      end = text(extensions, end, MID_ID, mid);
      if (!rid.isEmpty()) {
        end = text(extensions, end, ridId, rid);
      }
    }
    int padded = (end + 3) & ~3;
    byte[] packet = new byte[HEADER_BYTES + 4 + padded + prefix.length + payload.length];
    put8(packet, 0, 0x90);
    put8(packet, 1, (marker ? 0x80 : 0) | payloadType);
    put16(packet, 2, number);
    put32(packet, 4, timestamp);
    put32(packet, 8, ofSsrc);
    put16(packet, 12, 0xBEDE);
    put16(packet, 14, padded / 4);
    System.arraycopy(extensions, 0, packet, 16, end);
    System.arraycopy(prefix, 0, packet, 16 + padded, prefix.length);
    System.arraycopy(payload, 0, packet, 16 + padded + prefix.length, payload.length);
    return packet;
  }

  private static int text(byte[] out, int at, int id, String value) {
    byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
    out[at] = (byte) (id << 4 | (ascii.length - 1));
    System.arraycopy(ascii, 0, out, at + 1, ascii.length);
    return at + 1 + ascii.length;
  }

  void writeReport(RtcpWriter writer) {
    if (packets > 0) {
      writer.senderReport(
          ssrc,
          NtpTime.ofUnixNanos(simulation.unixNanos()),
          timestampAt(simulation.nowNanos()),
          packets,
          bytes);
    }
  }

  /** The server reports on this SSRC, and so knows it. */
  void onReported(int reportedSsrc) {
    reported |= reportedSsrc == ssrc;
    rtxReported |= reportedSsrc == rtxSsrc;
  }

  int ssrc() {
    return ssrc;
  }
}

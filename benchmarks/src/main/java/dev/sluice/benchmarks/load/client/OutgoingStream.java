package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.measure.PayloadContent;
import dev.sluice.benchmarks.load.measure.SentPackets;
import dev.sluice.core.forward.RetransmissionCache;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.AbsSendTime;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.rtp.SequenceUnwrapper;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One stream that a publisher sends: RTP headers, the cache for retransmissions, and the record of
 * what was sent when.
 */
final class OutgoingStream {

  /** Where packets are written; a payload goes to {@link #payloadOffset}. */
  final byte[] packet = new byte[ClientLoop.MAX_PACKET_BYTES];

  final int ssrc;
  final int rtxSsrc;
  final SentPackets sent = new SentPackets();
  private final Codec codec;
  private final PayloadContent contents = new PayloadContent();
  private final RtpPacket header = new RtpPacket();
  private final RtpPacket cached = new RtpPacket();
  private final RetransmissionCache cache;
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final int firstTimestamp = ThreadLocalRandom.current().nextInt();
  private long[] pendingContents = new long[64];
  private NegotiatedMedia.Stream terms;
  private int headerLength;
  private int absSendTimeOffset;
  private int transportCcOffset;
  private int sequenceNumber = SequenceNumber.first(ThreadLocalRandom.current().nextInt());
  private int rtxSequenceNumber = SequenceNumber.first(ThreadLocalRandom.current().nextInt());
  private int pending;
  private long packets;
  private long octets;

  OutgoingStream(Codec codec) {
    this.codec = codec;
    this.ssrc = ThreadLocalRandom.current().nextInt();
    this.rtxSsrc = ThreadLocalRandom.current().nextInt();
    this.cache = new RetransmissionCache(codec.kind());
  }

  /** RFC 3551 for video, RFC 7587 section 4.1 for Opus. */
  private int clockRateHz() {
    return codec == Codec.VP8 ? 90_000 : 48_000;
  }

  /** Writes what is the same in each packet: header extensions of RFC 8285's one-byte form. */
  void begin(NegotiatedMedia.Stream agreed) {
    terms = agreed;
    packet[0] = (byte) 0x90;
    NetworkBytes.put32(packet, 8, ssrc);
    NetworkBytes.put16(packet, 12, 0xBEDE);
    int at = 16;
    if (terms.midId() > 0 && !terms.mid().isEmpty()) {
      byte[] mid = terms.mid().getBytes(StandardCharsets.UTF_8);
      at = element(at, terms.midId(), mid.length);
      System.arraycopy(mid, 0, packet, at - mid.length, mid.length);
    }
    if (terms.absSendTimeId() > 0) {
      absSendTimeOffset = at + 1;
      at = element(at, terms.absSendTimeId(), AbsSendTime.LENGTH);
    }
    if (terms.transportCcId() > 0) {
      transportCcOffset = at + 1;
      at = element(at, terms.transportCcId(), TransportSequenceNumber.LENGTH);
    }
    if (terms.audioLevelId() > 0) {
      at = element(at, terms.audioLevelId(), 1);
      // Somebody speaks, at -30 dBov.
      packet[at - 1] = (byte) (0x80 | 30);
    }
    headerLength = (at + 3) & ~3;
    NetworkBytes.put16(packet, 14, (headerLength - 16) / 4);
  }

  private int element(int at, int id, int length) {
    packet[at] = (byte) (id << 4 | length - 1);
    return at + 1 + length;
  }

  int payloadOffset() {
    return headerLength;
  }

  NegotiatedMedia.Stream terms() {
    return terms;
  }

  /**
   * Puts the header before the payload that lies at {@link #payloadOffset}, and keeps the packet
   * for retransmission.
   *
   * @return the packet's length
   */
  int finish(
      int payloadLength, boolean marker, long mediaNanos, int transportSequence, long nowNanos) {
    packet[1] = (byte) (terms.payloadType() | (marker ? 0x80 : 0));
    NetworkBytes.put16(packet, 2, sequenceNumber);
    NetworkBytes.put32(packet, 4, timestamp(mediaNanos));
    if (absSendTimeOffset > 0) {
      AbsSendTime.write(packet, absSendTimeOffset, AbsSendTime.ofNanos(nowNanos));
    }
    if (transportCcOffset > 0) {
      TransportSequenceNumber.write(packet, transportCcOffset, transportSequence);
    }
    int length = headerLength + payloadLength;
    if (header.wrap(packet, 0, length)) {
      cache.store(sequences.unwrap(sequenceNumber), header, nowNanos);
    }
    if (pending == pendingContents.length) {
      pendingContents = Arrays.copyOf(pendingContents, 2 * pending);
    }
    pendingContents[pending++] = contents.of(codec, packet, headerLength, payloadLength);
    sequenceNumber = SequenceNumber.next(sequenceNumber);
    packets++;
    octets += payloadLength;
    return length;
  }

  /** All packets finished since the last call are handed to the socket now. */
  void onSend(long nowNanos) {
    for (int i = 0; i < pending; i++) {
      sent.record(SequenceNumber.add(sequenceNumber, i - pending), pendingContents[i], nowNanos);
    }
    pending = 0;
  }

  private int timestamp(long mediaNanos) {
    return firstTimestamp + (int) (mediaNanos * clockRateHz() / 1_000_000_000L);
  }

  /**
   * Writes a retransmission (RFC 4588) of a packet sent before.
   *
   * @return its length, or -1 where it isn't there any more
   */
  int writeRetransmission(int lost, int transportSequence, byte[] out) {
    if (!cache.find(sequences.peek(lost), cached)) {
      return -1;
    }
    rtxSequenceNumber = SequenceNumber.next(rtxSequenceNumber);
    int length =
        Rtx.encapsulate(cached, terms.rtxPayloadType(), rtxSequenceNumber, rtxSsrc, out, 0);
    if (length > 0 && transportCcOffset > 0) {
      TransportSequenceNumber.write(out, transportCcOffset, transportSequence);
    }
    return length;
  }

  void writeReport(RtcpWriter writer, long mediaNanos, long unixNanos) {
    if (packets > 0) {
      writer.senderReport(
          ssrc, NtpTime.ofUnixNanos(unixNanos), timestamp(mediaNanos), packets, octets);
    }
  }
}

package dev.sluice.benchmarks.load.client;

import dev.sluice.core.forward.RetransmissionCache;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.HeaderExtensionMapping;
import dev.sluice.core.rtp.HeaderRewriter;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.SequenceNumber;
import dev.sluice.core.rtp.SequenceUnwrapper;
import dev.sluice.core.rtp.TransportSequenceNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One stream of packets that somebody else made: gives each the numbers, SSRC and header extensions
 * of this connection, and keeps it for retransmission. Payload type, marker and payload stay.
 */
final class PacketStream {

  private static final int NONE = -1;

  final int ssrc;
  final int rtxSsrc;
  private final RtpParameters offered;
  private final int clockRateHz;
  private final RetransmissionCache cache;
  private final RtpPacket written = new RtpPacket();
  private final RtpPacket cached = new RtpPacket();
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final int firstSequenceNumber =
      SequenceNumber.first(ThreadLocalRandom.current().nextInt());
  private final int firstTimestamp = ThreadLocalRandom.current().nextInt();
  private final boolean[] accepted = new boolean[128];
  private final int[] rtxPayloadTypes = new int[128];
  private HeaderRewriter rewriter;
  private int transportCcId;
  private int rtxSequenceNumber = SequenceNumber.first(ThreadLocalRandom.current().nextInt());
  private long packets;
  private long octets;

  /**
   * @param offered with this stream's SSRCs
   */
  PacketStream(RtpParameters offered) {
    this.offered = offered;
    this.ssrc = offered.encodings().getFirst().ssrc().orElseThrow();
    this.rtxSsrc = offered.encodings().getFirst().rtxSsrc().orElse(0);
    this.clockRateHz = offered.codecs().getFirst().clockRateHz();
    this.cache = new RetransmissionCache(offered.kind());
    Arrays.fill(rtxPayloadTypes, NONE);
  }

  void begin(RtpParameters agreed) {
    for (CodecParameters codec : agreed.codecs()) {
      accepted[codec.payloadType()] = true;
      rtxPayloadTypes[codec.payloadType()] = codec.rtxPayloadType().orElse(NONE);
    }
    rewriter =
        new HeaderRewriter(
            agreed.mid().getBytes(StandardCharsets.UTF_8),
            agreed.headerExtensions(),
            agreed.extmapAllowMixed());
    rewriter.setMapping(
        HeaderExtensionMapping.between(offered.headerExtensions(), agreed.headerExtensions()));
    // Probes and what was made equal in length are part of what was captured.
    rewriter.keepPadding(true);
    transportCcId = agreed.headerExtensions().getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
  }

  /** Whether the server takes packets of that payload type. */
  boolean takes(int payloadType) {
    return accepted[payloadType];
  }

  /**
   * Writes a packet as it is to be sent.
   *
   * @return its length, or less than 0 where there is no room
   */
  int write(PacketSource.Due due, int transportSequence, byte[] out, long nowNanos) {
    int sequenceNumber = SequenceNumber.add(firstSequenceNumber, (int) due.sequence);
    int length =
        rewriter.write(
            due.rtp,
            due.rtp.payloadType(),
            sequenceNumber,
            firstTimestamp + (int) due.ticks,
            ssrc,
            out,
            0);
    if (length < 0) {
      return length;
    }
    rewriter.stampAbsSendTime(out, 0, nowNanos);
    rewriter.stampTransportCc(out, 0, transportSequence);
    if (written.wrap(out, 0, length)) {
      cache.store(sequences.unwrap(sequenceNumber), written, nowNanos);
      packets++;
      octets += written.payloadLength();
    }
    return length;
  }

  /**
   * Writes a retransmission (RFC 4588) of a packet sent before.
   *
   * @return its length, or -1 where it isn't there, or there is no agreement on how
   */
  int writeRetransmission(int lost, int transportSequence, byte[] out) {
    if (!cache.find(sequences.peek(lost), cached)
        || rtxPayloadTypes[cached.payloadType()] == NONE) {
      // Without RTX the same sequence number would be needed, which AES-GCM may not serve twice.
      return -1;
    }
    rtxSequenceNumber = SequenceNumber.next(rtxSequenceNumber);
    int length =
        Rtx.encapsulate(
            cached, rtxPayloadTypes[cached.payloadType()], rtxSequenceNumber, rtxSsrc, out, 0);
    if (length > 0 && transportCcId > 0 && cached.wrap(out, 0, length)) {
      int at = cached.findExtension(transportCcId);
      if (at >= 0) {
        TransportSequenceNumber.write(out, at, transportSequence);
      }
    }
    return length;
  }

  /**
   * @param ticks where the stream's clock stands at that time
   */
  void writeReport(RtcpWriter writer, long ticks, long unixNanos) {
    if (packets > 0) {
      writer.senderReport(
          ssrc, NtpTime.ofUnixNanos(unixNanos), firstTimestamp + (int) ticks, packets, octets);
    }
  }

  int clockRateHz() {
    return clockRateHz;
  }
}

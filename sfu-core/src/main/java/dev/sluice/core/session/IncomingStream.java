package dev.sluice.core.session;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.PublishedEncoding;
import dev.sluice.core.receive.RtpReceiver;
import dev.sluice.core.receive.RtxDecapsulation;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;

/** One SSRC that the peer sends, and where its packets go: media, or retransmissions of media. */
final class IncomingStream {

  private final Publication publication;
  private final PublishedEncoding encoding;
  private final RtpReceiver receiver;

  /** Whose retransmissions these are; null for media. */
  private final IncomingStream original;

  /** Empty where the peer gave none. */
  private final String rid;

  private int clockRateHz;

  IncomingStream(
      PublishedEncoding encoding, RtpReceiver receiver, IncomingStream original, String rid) {
    this.encoding = encoding;
    this.publication = encoding.publication();
    this.receiver = receiver;
    this.original = original;
    this.rid = rid;
    this.clockRateHz = publication.parameters().codecs().getFirst().clockRateHz();
  }

  /** Takes a packet of this SSRC in, and on to its publication. */
  void receive(RtpPacket packet, RtxDecapsulation decapsulation, long nowNanos) {
    if (original != null) {
      receiveRetransmission(packet, decapsulation, nowNanos);
      return;
    }
    CodecParameters codec = publication.payloadTypes().codec(packet.payloadType());
    if (codec != null) {
      clockRateHz = codec.clockRateHz();
    }
    long sequence = receiver.receive(packet, clockRateHz, nowNanos);
    if (sequence < 0) {
      publication.meter().drop(reason(sequence));
      return;
    }
    encoding.forward(packet, receiver, sequence, nowNanos);
  }

  private void receiveRetransmission(
      RtpPacket packet, RtxDecapsulation decapsulation, long nowNanos) {
    long own = receiver.receive(packet, clockRateHz, nowNanos);
    if (own < 0) {
      publication.meter().drop(reason(own));
      return;
    }
    if (packet.payloadLength() == 0) {
      publication.meter().drop(DropReason.PADDING_ONLY);
      return;
    }
    CodecParameters codec = publication.payloadTypes().originalOf(packet.payloadType());
    RtpPacket restored =
        codec == null ? null : decapsulation.restore(packet, codec, original.receiver.ssrc());
    if (restored == null) {
      publication.meter().drop(DropReason.RTX_WITHOUT_ORIGINAL);
      return;
    }
    long sequence = original.receiver.receiveRetransmission(restored, nowNanos);
    if (sequence < 0) {
      publication.meter().drop(reason(sequence));
      return;
    }
    publication.meter().countRetransmission();
    encoding.forward(restored, original.receiver, sequence, nowNanos);
  }

  private static DropReason reason(long refused) {
    if (refused == RtpReceiver.DUPLICATE) {
      return DropReason.DUPLICATE;
    }
    if (refused == RtpReceiver.TOO_OLD) {
      return DropReason.TOO_OLD;
    }
    return refused == RtpReceiver.AHEAD_OF_STREAM
        ? DropReason.RTX_WITHOUT_ORIGINAL
        : DropReason.SEQUENCE_JUMP;
  }

  Publication publication() {
    return publication;
  }

  PublishedEncoding encoding() {
    return encoding;
  }

  RtpReceiver receiver() {
    return receiver;
  }

  boolean isSound() {
    return publication.parameters().kind() == MediaKind.AUDIO;
  }

  boolean isRetransmission() {
    return original != null;
  }

  String rid() {
    return rid;
  }
}

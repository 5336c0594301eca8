package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.measure.LatencyMapping;
import dev.sluice.benchmarks.load.measure.PayloadContent;
import dev.sluice.benchmarks.load.measure.ReceptionCounters;
import dev.sluice.benchmarks.load.measure.SentPackets;
import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.receive.TransportCcFeedback;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.TransportSequenceNumber;
import dev.sluice.dtls.srtp.SrtpDrop;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Receives as a browser does: counts what is missing and asks for it, reports each second, tells
 * the arrival of each packet, and asks for a key frame where it can't go on without.
 *
 * <p>Loss, latency and frames come from headers alone. A sample of packets, every retransmission,
 * and whatever comes while a key frame is waited for is decrypted, and compared with what the
 * publisher sent. On its loop.
 */
public final class Viewer implements MediaEnd {

  /** Longer than any header seen; what has a longer one is read as a whole. */
  private static final int HEADER_BYTES = 96;

  private static final int PADDING = 0x20;
  private static final int MAX_NACKS = 64;
  private static final int MAX_RTCP_BYTES = 1200;
  private static final long REPORT_NANOS = 1_000_000_000;
  private static final long KEY_FRAME_REQUEST_NANOS = 1_000_000_000;

  /** A gap that has had no news for so long is closed, or hopeless. */
  private static final long REPAIR_NANOS = 2_000_000_000;

  /** Of RTCP: a receiver that sends nothing needs one too. */
  private final int ssrc = ThreadLocalRandom.current().nextInt();

  private final byte[] cname = "load".getBytes(StandardCharsets.US_ASCII);
  private final ClientLoop loop;
  private final ReceptionCounters counters;
  private final Optional<Publisher> publisher;
  private final long transportCcNanos;
  private final int decryptEvery;
  private final byte[] header = new byte[HEADER_BYTES];
  private final RtpPacket packet = new RtpPacket();
  private final RtpPacket opened = new RtpPacket();
  private final RtcpWriter writer = new RtcpWriter();
  private final byte[] outgoing = new byte[MAX_RTCP_BYTES];
  private final int[] nacks = new int[MAX_NACKS];
  private final TransportCcFeedback transportCc = new TransportCcFeedback();
  private final PayloadContent contents = new PayloadContent();
  private final FrameInfo frame = new FrameInfo();
  private ClientPeer peer;
  private NegotiatedMedia media;
  private ReceivedStream video;
  private ReceivedStream audio;
  private int rtxSsrc;
  private boolean rtxSeen;
  private long nextReportNanos;
  private long nextTransportCcNanos;
  private long nextKeyFrameRequestNanos;
  private long repairUntilNanos;
  private boolean repairing;
  private boolean closed;

  Viewer(ClientLoop loop, ClientTerms terms, Optional<Publisher> publisher) {
    this.loop = loop;
    this.counters = loop.counters();
    this.publisher = publisher;
    this.transportCcNanos = terms.transportCcInterval().toNanos();
    this.decryptEvery = terms.decryptEvery();
  }

  void attach(ClientPeer own) {
    peer = own;
  }

  @Override
  public void onSecured(SessionDescription remote, long nowNanos) {
    media = NegotiatedMedia.of(remote);
    nextReportNanos = nowNanos + ThreadLocalRandom.current().nextLong(REPORT_NANOS);
  }

  // ---- A packet's way.

  @Override
  public void onRtp(ByteBuf datagram, long nowNanos) {
    int length = datagram.readableBytes();
    counters.packets++;
    counters.bytes += length;
    if (!readHeader(datagram, length)) {
      counters.unusable++;
      return;
    }
    int source = packet.ssrc();
    if (video != null && source == video.ssrc) {
      onMedia(video, datagram, nowNanos);
    } else if (audio != null && source == audio.ssrc) {
      onMedia(audio, datagram, nowNanos);
    } else if (rtxSeen && source == rtxSsrc) {
      onRetransmission(datagram, nowNanos);
    } else {
      onUnknownSource(datagram, nowNanos);
    }
  }

  private boolean readHeader(ByteBuf datagram, int length) {
    int copied = Math.min(length, HEADER_BYTES);
    datagram.getBytes(datagram.readerIndex(), header, 0, copied);
    // How much padding there is stands encrypted, so this isn't the place to look for it.
    header[0] &= ~PADDING;
    if (packet.wrap(header, 0, copied)) {
      return true;
    }
    byte[] whole = loop.received();
    datagram.getBytes(datagram.readerIndex(), whole, 0, length);
    whole[0] &= ~PADDING;
    return packet.wrap(whole, 0, length);
  }

  /** A stream is known by its payload type first; SSRCs are the server's to choose. */
  private void onUnknownSource(ByteBuf datagram, long nowNanos) {
    int payloadType = packet.payloadType();
    NegotiatedMedia.Stream picture = media.video().orElse(null);
    NegotiatedMedia.Stream sound = media.audio().orElse(null);
    if (picture != null && payloadType == picture.payloadType()) {
      boolean first = isFirst();
      video = stream(Codec.VP8, picture, publisher.map(Publisher::sentVideo), nowNanos);
      onFirst(first, nowNanos);
      onMedia(video, datagram, nowNanos);
    } else if (sound != null && payloadType == sound.payloadType()) {
      boolean first = isFirst();
      audio = stream(Codec.OPUS, sound, publisher.map(Publisher::sentAudio), nowNanos);
      onFirst(first, nowNanos);
      onMedia(audio, datagram, nowNanos);
    } else if (picture != null && payloadType == picture.rtxPayloadType()) {
      rtxSsrc = packet.ssrc();
      rtxSeen = true;
      onRetransmission(datagram, nowNanos);
    } else {
      counters.unusable++;
    }
  }

  private boolean isFirst() {
    return video == null && audio == null;
  }

  private void onFirst(boolean first, long nowNanos) {
    if (first) {
      peer.onFirstMedia(nowNanos);
    }
  }

  private ReceivedStream stream(
      Codec codec, NegotiatedMedia.Stream terms, Optional<SentPackets> sent, long nowNanos) {
    return new ReceivedStream(packet.ssrc(), codec, terms, sent, decryptEvery, nowNanos);
  }

  private void onMedia(ReceivedStream stream, ByteBuf datagram, long nowNanos) {
    noteArrival(stream, nowNanos);
    long sequence = stream.receiver.receive(packet, stream.clockRateHz(), nowNanos);
    if (sequence < 0) {
      counters.duplicates++;
      return;
    }
    if (stream.leavesGap(sequence)) {
      if (!stream.terms.nack() && stream.frames != null) {
        stream.frames.giveUp();
      }
      repairUntilNanos = nowNanos + REPAIR_NANOS;
      if (!repairing) {
        repairing = true;
        loop.repairSoon(this);
      }
    }
    if (stream.isSample(sequence)) {
      int plain = peer.unprotect(datagram);
      counters.decrypted++;
      if (plain < 0) {
        counters.forged += plain == SrtpDrop.REPLAYED.code() ? 0 : 1;
        return;
      }
      if (opened.wrap(loop.plain(), 0, plain)) {
        learn(stream, sequence);
      }
    }
    onAuthentic(stream, sequence, packet.sequenceNumber(), packet.marker(), nowNanos);
  }

  private void noteArrival(ReceivedStream stream, long nowNanos) {
    int id = stream.terms.transportCcId();
    if (transportCcNanos > 0 && id > 0) {
      int at = packet.findExtension(id);
      if (at >= 0) {
        transportCc.onPacket(
            TransportSequenceNumber.read(packet.buffer(), at), packet.ssrc(), nowNanos);
      }
    }
  }

  /** What a decrypted packet, in {@link #opened}, tells. */
  private void learn(ReceivedStream stream, long sequence) {
    byte[] bytes = opened.buffer();
    int offset = opened.payloadOffset();
    int length = opened.payloadLength();
    if (length == 0) {
      // Padding alone, as probes are.
      return;
    }
    if (stream.mapping != null
        && !stream.mapping.learn(
            opened.sequenceNumber(), contents.of(stream.codec, bytes, offset, length))) {
      counters.foreign++;
    }
    if (stream.waitsForKeyFrame()
        && PayloadDescriptor.of(stream.codec).read(bytes, offset, length, opened.marker(), frame)
        && frame.keyFrame) {
      stream.receiver.onKeyFrame(sequence);
      stream.frames.onKeyFrame(sequence);
    }
  }

  private void onAuthentic(
      ReceivedStream stream, long sequence, int sequenceNumber, boolean marker, long nowNanos) {
    if (stream.mapping != null) {
      long latency = stream.mapping.latencyNanos(sequenceNumber, nowNanos);
      if (latency == LatencyMapping.UNKNOWN) {
        counters.unmapped++;
      } else {
        counters.onLatency(latency);
      }
    }
    if (stream.frames != null) {
      int frames = stream.frames.onPacket(sequence, marker);
      for (int i = 0; i < frames; i++) {
        onFrame(stream, nowNanos);
      }
    }
  }

  private void onFrame(ReceivedStream stream, long nowNanos) {
    counters.frames++;
    long frozen = stream.freezes.onFrame(nowNanos);
    if (frozen > 0) {
      counters.freezes++;
      counters.frozenNanos += frozen;
    }
  }

  private void onRetransmission(ByteBuf datagram, long nowNanos) {
    ReceivedStream stream = video;
    if (stream == null) {
      return;
    }
    noteArrival(stream, nowNanos);
    int plain = peer.unprotect(datagram);
    counters.decrypted++;
    if (plain < 0 || !opened.wrap(loop.plain(), 0, plain)) {
      counters.forged += plain == SrtpDrop.REPLAYED.code() ? 0 : 1;
      return;
    }
    int length =
        Rtx.decapsulate(opened, stream.terms.payloadType(), stream.ssrc, loop.restored(), 0);
    if (length < 0 || !opened.wrap(loop.restored(), 0, length)) {
      return;
    }
    long sequence = stream.receiver.receiveRetransmission(opened, nowNanos);
    if (sequence < 0) {
      counters.duplicates++;
      return;
    }
    counters.repaired++;
    stream.onRepaired();
    learn(stream, sequence);
    onAuthentic(stream, sequence, opened.sequenceNumber(), opened.marker(), nowNanos);
  }

  // ---- What it sends.

  /** Asks for what is missing. */
  void repair(long nowNanos) {
    if (closed || nowNanos > repairUntilNanos) {
      repairing = false;
      return;
    }
    loop.repairSoon(this);
    writer.wrap(outgoing, 0, MAX_RTCP_BYTES);
    askAgain(video, nowNanos);
    askAgain(audio, nowNanos);
    send();
  }

  private void askAgain(ReceivedStream stream, long nowNanos) {
    if (stream == null) {
      return;
    }
    int due = stream.receiver.collectNacks(nowNanos, 0, nacks);
    if (due > 0) {
      counters.nacked += writer.nack(ssrc, stream.ssrc, nacks, 0, due);
    }
    if (stream.receiver.takeHopeless() && stream.frames != null) {
      stream.frames.giveUp();
    }
  }

  @Override
  public void onTurn(long nowNanos) {
    writer.wrap(outgoing, 0, MAX_RTCP_BYTES);
    if (nowNanos >= nextReportNanos && !isFirst()) {
      nextReportNanos = nowNanos + REPORT_NANOS;
      writer.receiverReport(ssrc);
      report(video, nowNanos);
      report(audio, nowNanos);
      writer.sourceDescription(ssrc, cname);
    }
    if (video != null && video.waitsForKeyFrame() && nowNanos >= nextKeyFrameRequestNanos) {
      nextKeyFrameRequestNanos = nowNanos + KEY_FRAME_REQUEST_NANOS;
      writer.pictureLoss(ssrc, video.ssrc);
    }
    if (transportCcNanos > 0 && nowNanos >= nextTransportCcNanos) {
      nextTransportCcNanos = Math.max(nextTransportCcNanos + transportCcNanos, nowNanos);
      while (transportCc.write(ssrc, writer, nowNanos)) {
        send();
        writer.wrap(outgoing, 0, MAX_RTCP_BYTES);
      }
    }
    send();
  }

  private void report(ReceivedStream stream, long nowNanos) {
    if (stream != null) {
      stream.receiver.writeReportBlock(writer, nowNanos);
    }
  }

  private void send() {
    if (!writer.isEmpty()) {
      peer.sendRtcp(outgoing, writer.length());
    }
  }

  // ---- What it hears.

  @Override
  public void onRtcp(RtcpReader reader, long nowNanos) {
    while (reader.next()) {
      switch (reader.kind()) {
        case SENDER_REPORT -> onSenderReport(reader, nowNanos);
        default -> {
          // Nothing else is of use to a viewer.
        }
      }
    }
  }

  private void onSenderReport(RtcpReader reader, long nowNanos) {
    int reported = reader.senderReport().ssrc();
    long time = reader.senderReport().ntpTimestamp();
    if (video != null && reported == video.ssrc) {
      video.receiver.onSenderReport(time, nowNanos);
    } else if (audio != null && reported == audio.ssrc) {
      audio.receiver.onSenderReport(time, nowNanos);
    }
  }

  @Override
  public void onClosed() {
    closed = true;
  }

  // ---- What became of it.

  /** Packets that came, once each, of all streams and since the beginning. */
  public long received() {
    return (video == null ? 0 : video.received()) + (audio == null ? 0 : audio.received());
  }

  /** Packets that the server numbered and that never came. */
  public long lost() {
    return (video == null ? 0 : video.lost()) + (audio == null ? 0 : audio.lost());
  }

  /** How long the picture has been standing still at this moment. */
  public long frozenNanos(long nowNanos) {
    return video == null ? 0 : video.freezes.ongoingNanos(nowNanos);
  }

  /** Of the publisher whom it views. */
  public Optional<Publisher> publisher() {
    return publisher;
  }
}

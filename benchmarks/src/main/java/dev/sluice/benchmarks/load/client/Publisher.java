package dev.sluice.benchmarks.load.client;

import dev.sluice.benchmarks.load.measure.SentPackets;
import dev.sluice.benchmarks.load.media.EncodedFrame;
import dev.sluice.benchmarks.load.media.MediaSource;
import dev.sluice.benchmarks.load.media.Vp8Packetizer;
import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.signaling.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends as a browser does, but at a constant rate whatever the server says of bandwidth: a frame's
 * packets at once, sender reports each second, retransmissions and key frames when asked.
 *
 * <p>On its loop, but for what says otherwise.
 */
public final class Publisher implements MediaEnd {

  /** With header and extensions a packet stays within libwebrtc's 1200 bytes. */
  private static final int MAX_PAYLOAD_BYTES = 1168;

  private static final int MAX_RTCP_BYTES = 1200;
  private static final long REPORT_NANOS = 1_000_000_000;

  private final String cname = "load-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final ClientLoop loop;
  private final Optional<MediaSource> videoSource;
  private final Optional<MediaSource> audioSource;
  private final OutgoingStream video = new OutgoingStream(Codec.VP8);
  private final OutgoingStream audio = new OutgoingStream(Codec.OPUS);
  private final Vp8Packetizer packetizer =
      new Vp8Packetizer(MAX_PAYLOAD_BYTES, ThreadLocalRandom.current().nextInt(1 << 15));
  private final EncodedFrame frame = new EncodedFrame();
  private final RtcpWriter writer = new RtcpWriter();
  private final byte[] outgoing = new byte[MAX_RTCP_BYTES];
  private final byte[] retransmission = new byte[ClientLoop.MAX_PACKET_BYTES];
  private final long phaseNanos;
  private ClientPeer peer;
  private int transportSequence;
  private boolean keyFrameWanted;
  private long startNanos;
  private long nextReportNanos;
  private boolean sending;

  /**
   * @param video what to send, if anything
   * @param phase 0 to 1: which part of a frame's interval to begin with, so that many publishers
   *     don't send at the same moments
   */
  public Publisher(
      ClientLoop loop, Optional<MediaSource> video, Optional<MediaSource> audio, double phase) {
    this.loop = loop;
    this.videoSource = video;
    this.audioSource = audio;
    this.phaseNanos = (long) (phase * TimeUnit.MILLISECONDS.toNanos(33));
  }

  void attach(ClientPeer own) {
    peer = own;
  }

  Descriptions.Sources sources() {
    return new Descriptions.Sources(video.ssrc, video.rtxSsrc, audio.ssrc, cname);
  }

  /** What was sent when. Any thread. */
  public SentPackets sentVideo() {
    return video.sent;
  }

  /** What was sent when. Any thread. */
  public SentPackets sentAudio() {
    return audio.sent;
  }

  @Override
  public void onSecured(SessionDescription remote, long nowNanos) {
    NegotiatedMedia media = NegotiatedMedia.of(remote);
    startNanos = nowNanos + phaseNanos;
    nextReportNanos = nowNanos + REPORT_NANOS;
    sending = true;
    if (videoSource.isPresent() && media.video().isPresent()) {
      video.begin(media.video().get());
      loop.at(startNanos, this::sendFrame);
    }
    if (audioSource.isPresent() && media.audio().isPresent()) {
      audio.begin(media.audio().get());
      loop.at(startNanos, this::sendAudio);
    }
  }

  private void sendFrame() {
    if (!sending) {
      return;
    }
    MediaSource source = videoSource.orElseThrow();
    long now = System.nanoTime();
    long mediaNanos = source.nextNanos();
    loop.counters().onLateness(now - startNanos - mediaNanos);
    source.next(keyFrameWanted, frame);
    keyFrameWanted &= !frame.keyFrame;
    int packets = packetizer.begin(frame);
    for (int i = 0; i < packets; i++) {
      int payload = packetizer.write(i, video.packet, video.payloadOffset());
      write(video, payload, i == packets - 1, mediaNanos, now);
    }
    send(video);
    loop.at(startNanos + source.nextNanos(), this::sendFrame);
  }

  private void sendAudio() {
    if (!sending) {
      return;
    }
    MediaSource source = audioSource.orElseThrow();
    long now = System.nanoTime();
    long mediaNanos = source.nextNanos();
    loop.counters().onLateness(now - startNanos - mediaNanos);
    source.next(false, frame);
    System.arraycopy(frame.bytes, 0, audio.packet, audio.payloadOffset(), frame.length);
    write(audio, frame.length, false, mediaNanos, now);
    send(audio);
    loop.at(startNanos + source.nextNanos(), this::sendAudio);
  }

  private void write(
      OutgoingStream stream, int payload, boolean marker, long mediaNanos, long nowNanos) {
    int length = stream.finish(payload, marker, mediaNanos, transportSequence & 0xFFFF, nowNanos);
    transportSequence++;
    peer.writeRtp(stream.packet, length);
  }

  /** The time stands when all is encrypted and queued: what follows is the system's to send. */
  private void send(OutgoingStream stream) {
    stream.onSend(System.nanoTime());
    peer.flush();
  }

  @Override
  public void onTurn(long nowNanos) {
    if (nowNanos < nextReportNanos) {
      return;
    }
    nextReportNanos = nowNanos + REPORT_NANOS;
    long unixNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    report(video, nowNanos, unixNanos);
    report(audio, nowNanos, unixNanos);
  }

  private void report(OutgoingStream stream, long nowNanos, long unixNanos) {
    writer.wrap(outgoing, 0, MAX_RTCP_BYTES);
    stream.writeReport(writer, nowNanos - startNanos, unixNanos);
    if (!writer.isEmpty()) {
      writer.sourceDescription(stream.ssrc, cname.getBytes(StandardCharsets.US_ASCII));
      peer.sendRtcp(outgoing, writer.length());
    }
  }

  @Override
  public void onRtp(ByteBuf packet, long nowNanos) {
    loop.counters().unusable++;
  }

  @Override
  public void onRtcp(RtcpReader reader, long nowNanos) {
    while (reader.next()) {
      switch (reader.kind()) {
        case PICTURE_LOSS, FULL_INTRA_REQUEST -> keyFrameWanted = true;
        case NACK -> onNack(reader.nack());
        default -> {
          // Its rate is constant, and what the server receives is told by the viewers.
        }
      }
    }
  }

  private void onNack(Nack nack) {
    if (nack.mediaSsrc() != video.ssrc || video.terms().rtxPayloadType() < 0) {
      // Without RTX the same sequence number would be needed, which AES-GCM may not serve twice.
      return;
    }
    for (int lost = nack.nextLost(); lost >= 0; lost = nack.nextLost()) {
      int length = video.writeRetransmission(lost, transportSequence & 0xFFFF, retransmission);
      if (length > 0) {
        transportSequence++;
        peer.writeRtp(retransmission, length);
      }
    }
    peer.flush();
  }

  @Override
  public void onClosed() {
    sending = false;
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.forward.Subscription;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.FlexFec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NetworkBytes;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.Rtx;
import dev.sluice.core.rtp.TransportSequenceNumber;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A browser that plays: receives, reports and asks as libwebrtc does. */
final class SimulatedViewer implements RtpTransport {

  /** By which it signs its RTCP, as browsers that send nothing do. */
  static final int SSRC = 1;

  private static final int VP8_PAYLOAD_TYPE = 120;
  private static final int RTX_PAYLOAD_TYPE = 121;
  private static final int OPUS_PAYLOAD_TYPE = 109;
  private static final int RED_PAYLOAD_TYPE = 110;
  private static final int PARITY_PAYLOAD_TYPE = 122;
  private static final int TRANSPORT_CC_ID = 5;
  private static final int ABS_SEND_TIME_ID = 6;
  private static final int RTCP_BYTES = 1200;

  /** RFC 3550 section 5.1. */
  private static final int SSRC_OFFSET = 8;

  private static final long TICK_NANOS = 20 * Simulation.MILLI;

  /** libwebrtc sends feedback each 100 ms, and oftener the more comes in. */
  private static final long MIN_FEEDBACK_NANOS = 50 * Simulation.MILLI;

  private static final long MAX_FEEDBACK_NANOS = 100 * Simulation.MILLI;
  private static final long BUSY_BPS = 1_000_000;

  private final Simulation simulation;
  private final Link down;
  private final Link up;
  private final RtpSession session = new RtpSession(this, Simulation.WALL_CLOCK_OFFSET_NANOS);
  private final ViewerControl control = new ViewerControl(session);
  private final List<ViewedVideo> videos = new ArrayList<>();
  private final List<ViewedAudio> audios = new ArrayList<>();
  private final Map<Integer, Consumer<RtpPacket>> bySsrc = new HashMap<>();
  private final Map<Integer, StreamConformance> conformance = new HashMap<>();
  private final ArrivalFeedback feedback = new ArrivalFeedback();
  private final RtpPacket arrived = new RtpPacket();
  private final RtpPacket restored = new RtpPacket();

  private long feedbackNanos;
  private long sentBytes;
  private long receivedBytes;
  private long usefulWireBytes;
  private boolean useful;

  /** One video that it plays. */
  record ViewedVideo(
      Subscription subscription,
      int ssrc,
      VideoReceiver receiver,
      StreamConformance conformance,
      ReceptionReport report) {}

  /** One audio that it plays. */
  record ViewedAudio(
      Subscription subscription, int ssrc, AudioReceiver receiver, ReceptionReport report) {}

  /**
   * @param down from the server
   * @param up back to it
   */
  SimulatedViewer(Simulation simulation, Link down, Link up) {
    this.simulation = simulation;
    this.down = down;
    this.up = up;
    simulation.own(session);
    simulation.every(TICK_NANOS, this::onTick);
    simulation.every(Simulation.SECOND, this::report);
    simulation.after(MAX_FEEDBACK_NANOS, this::sendFeedback);
  }

  /** Plays what a publisher has, from now on. */
  SimulatedViewer play(SimulatedPublisher publisher) {
    if (publisher.video() != null) {
      addVideo().subscription().play(publisher.video());
    }
    if (publisher.audio() != null) {
      addAudio().subscription().play(publisher.audio());
    }
    return this;
  }

  /** Wants nothing for a while, or nothing but sound. */
  void pause(boolean butForSound) {
    videos.forEach(video -> video.subscription().pause());
    if (!butForSound) {
      audios.forEach(audio -> audio.subscription().pause());
    }
  }

  void resume() {
    videos.forEach(video -> video.subscription().resume());
    audios.forEach(audio -> audio.subscription().resume());
  }

  private ViewedVideo addVideo() {
    int ssrc = 5_000 + 10 * videos.size();
    ReceptionReport report = new ReceptionReport(ssrc);
    VideoReceiver receiver = new VideoReceiver(simulation, new Requests(ssrc));
    ViewedVideo video =
        new ViewedVideo(
            session.subscribe(
                parameters(
                    "v" + videos.size(),
                    MediaKind.VIDEO,
                    List.of(SimulatedCamera.vp8(VP8_PAYLOAD_TYPE, RTX_PAYLOAD_TYPE)),
                    new Encoding("", OptionalInt.of(ssrc), OptionalInt.of(ssrc + 1)),
                    Optional.of(new FlexFec(PARITY_PAYLOAD_TYPE, ssrc + 2)))),
            ssrc,
            receiver,
            new StreamConformance(ssrc, ssrc + 1),
            report);
    videos.add(video);
    conformance.put(ssrc, video.conformance());
    conformance.put(ssrc + 1, video.conformance());
    ParityReceiver parity =
        new ParityReceiver(
            ssrc,
            new int[] {TRANSPORT_CC_ID, ABS_SEND_TIME_ID},
            packet -> useful |= receiver.onPacket(packet));
    bySsrc.put(
        ssrc,
        packet -> {
          report.onPacket(packet.sequenceNumber());
          useful = receiver.onPacket(packet);
          parity.onMedia(packet);
        });
    bySsrc.put(ssrc + 1, packet -> onRetransmission(packet, ssrc, receiver));
    bySsrc.put(ssrc + 2, parity::onParity);
    return video;
  }

  private ViewedAudio addAudio() {
    int ssrc = 6_000 + 10 * audios.size();
    ReceptionReport report = new ReceptionReport(ssrc);
    AudioReceiver receiver = new AudioReceiver(simulation, RED_PAYLOAD_TYPE);
    ViewedAudio audio =
        new ViewedAudio(
            session.subscribe(
                parameters(
                    "a" + audios.size(),
                    MediaKind.AUDIO,
                    List.of(
                        SimulatedMicrophone.audio(Codec.RED, RED_PAYLOAD_TYPE),
                        SimulatedMicrophone.audio(Codec.OPUS, OPUS_PAYLOAD_TYPE)),
                    new Encoding("", OptionalInt.of(ssrc), OptionalInt.empty()),
                    Optional.empty())),
            ssrc,
            receiver,
            report);
    audios.add(audio);
    bySsrc.put(
        ssrc,
        packet -> {
          report.onPacket(packet.sequenceNumber());
          receiver.onPacket(packet);
          useful = true;
        });
    return audio;
  }

  private static RtpParameters parameters(
      String mid,
      MediaKind kind,
      List<CodecParameters> codecs,
      Encoding encoding,
      Optional<FlexFec> flexFec) {
    return new RtpParameters(
        mid,
        kind,
        codecs,
        Map.of(
            HeaderExtension.MID, 9,
            HeaderExtension.TRANSPORT_CC, TRANSPORT_CC_ID,
            HeaderExtension.ABS_SEND_TIME, ABS_SEND_TIME_ID),
        false,
        List.of(encoding),
        flexFec,
        "server");
  }

  @Override
  public void sendRtp(byte[] packet, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    sentBytes += length;
    StreamConformance sent = conformance.get(NetworkBytes.get32(copy, SSRC_OFFSET));
    if (sent != null) {
      sent.onSent(copy);
    }
    down.send(length, () -> onRtp(copy));
  }

  @Override
  public void sendRtcp(byte[] packet, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    down.send(length, () -> onRtcp(copy));
  }

  private void onRtp(byte[] bytes) {
    if (!arrived.wrap(bytes, 0, bytes.length)) {
      throw new AssertionError("A viewer was sent malformed RTP");
    }
    receivedBytes += bytes.length;
    int at = arrived.findExtension(TRANSPORT_CC_ID);
    if (at >= 0) {
      feedback.onPacket(
          TransportSequenceNumber.read(bytes, at), simulation.nowNanos(), bytes.length);
    }
    Consumer<RtpPacket> receiver = bySsrc.get(arrived.ssrc());
    if (receiver == null) {
      throw new AssertionError("A viewer was sent SSRC " + arrived.ssrc());
    }
    useful = false;
    receiver.accept(arrived);
    if (useful) {
      usefulWireBytes += bytes.length + Link.OVERHEAD_BYTES;
    }
  }

  private void onRetransmission(RtpPacket packet, int ssrc, VideoReceiver receiver) {
    byte[] original = new byte[packet.length()];
    int length = Rtx.decapsulate(packet, VP8_PAYLOAD_TYPE, ssrc, original, 0);
    if (length >= 0 && restored.wrap(original, 0, length)) {
      useful = receiver.onPacket(restored);
    }
  }

  private void onRtcp(byte[] datagram) {
    RtcpReader reader = new RtcpReader();
    if (!reader.wrap(datagram, 0, datagram.length)) {
      throw new AssertionError("A viewer was sent malformed RTCP");
    }
    while (reader.next()) {
      switch (reader.kind()) {
        case SENDER_REPORT -> {
          int ssrc = reader.senderReport().ssrc();
          videos.stream()
              .filter(video -> video.ssrc() == ssrc)
              .forEach(
                  v -> v.report().onSenderReport(reader.senderReport(), simulation.nowNanos()));
          audios.stream()
              .filter(audio -> audio.ssrc() == ssrc)
              .forEach(
                  a -> a.report().onSenderReport(reader.senderReport(), simulation.nowNanos()));
        }
        case MALFORMED -> throw new AssertionError("A viewer was sent malformed RTCP");
        default -> {
          // Nothing that it needs.
        }
      }
    }
  }

  private void onTick() {
    for (ViewedVideo video : videos) {
      video.receiver().onTick();
    }
  }

  private void sendFeedback() {
    long intervalNanos = simulation.nowNanos() - feedbackNanos;
    feedbackNanos = simulation.nowNanos();
    boolean busy = feedback.takeBytes() * 8e9 / intervalNanos >= BUSY_BPS;
    if (!videos.isEmpty() || !audios.isEmpty()) {
      int ssrc = videos.isEmpty() ? audios.getFirst().ssrc() : videos.getFirst().ssrc();
      for (byte[] next = feedback.take(ssrc); next != null; next = feedback.take(ssrc)) {
        send(next, next.length);
      }
    }
    simulation.after(busy ? MIN_FEEDBACK_NANOS : MAX_FEEDBACK_NANOS, this::sendFeedback);
  }

  private void report() {
    send(
        writer -> {
          writer.receiverReport(SSRC);
          videos.forEach(video -> video.report().write(writer, simulation.nowNanos()));
          audios.forEach(audio -> audio.report().write(writer, simulation.nowNanos()));
        });
  }

  private void send(Consumer<RtcpWriter> content) {
    byte[] buffer = new byte[RTCP_BYTES];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    content.accept(writer);
    send(buffer, writer.length());
  }

  private void send(byte[] datagram, int length) {
    // On a path without delay the answer would come in the midst of what it is an answer to.
    simulation.after(
        0, () -> up.send(length, () -> session.onRtcp(datagram, 0, length, simulation.nowNanos())));
  }

  private final class Requests implements VideoReceiver.Requests {

    private final int ssrc;

    Requests(int ssrc) {
      this.ssrc = ssrc;
    }

    @Override
    public void nack(int[] lost) {
      int written = 0;
      while (written < lost.length) {
        byte[] buffer = new byte[RTCP_BYTES];
        RtcpWriter writer = new RtcpWriter();
        writer.wrap(buffer, 0, buffer.length);
        written += writer.nack(SSRC, ssrc, lost, written, lost.length - written);
        send(buffer, writer.length());
      }
    }

    @Override
    public void pictureLoss() {
      send(writer -> writer.pictureLoss(SSRC, ssrc));
    }
  }

  ViewerControl control() {
    return control;
  }

  Link link() {
    return down;
  }

  List<ViewedVideo> videos() {
    return videos;
  }

  List<ViewedAudio> audios() {
    return audios;
  }

  /** RTP bytes that the server sent. */
  long sentBytes() {
    return sentBytes;
  }

  /** RTP bytes that arrived, whatever they were good for. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** Of what arrived, with the headers below RTP, what was media and new. */
  long usefulWireBytes() {
    return usefulWireBytes;
  }
}

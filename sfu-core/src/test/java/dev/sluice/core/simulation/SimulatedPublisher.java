package dev.sluice.core.simulation;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.receive.ReferenceTime;
import dev.sluice.core.rtcp.ExtendedReport;
import dev.sluice.core.rtcp.FullIntraRequest;
import dev.sluice.core.rtcp.Nack;
import dev.sluice.core.rtcp.ReportBlocks;
import dev.sluice.core.rtcp.RtcpReader;
import dev.sluice.core.rtcp.RtcpWriter;
import dev.sluice.core.session.RtpSession;
import dev.sluice.core.transport.RtpTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A browser that publishes a camera, a microphone or both, and answers what the server asks of it.
 * It has all the bandwidth it wants: its encoders heed no feedback.
 */
final class SimulatedPublisher implements RtpTransport, OutgoingStream.Path {

  private static final int RTCP_BYTES = 1200;

  /** From a message over the WebSocket until the browser's encoders do as they are told. */
  private static final long HEEDING_NANOS = 60 * Simulation.MILLI;

  private static final int MESSAGE_BYTES = 200;

  private final Simulation simulation;
  private final int source;
  private final long seed;
  private final RtpSession session = new RtpSession(this, Simulation.WALL_CLOCK_OFFSET_NANOS);
  private final Link up;
  private final Link down;
  private final List<OutgoingStream> streams = new ArrayList<>();
  private final ReferenceTime referenceTime = new ReferenceTime();

  private SimulatedCamera camera;
  private SimulatedMicrophone microphone;
  private Publication video;
  private Publication audio;
  private int transportSequence;

  /**
   * @param source its number, by which viewers recognise it
   * @param up to the server
   * @param down back from it
   */
  SimulatedPublisher(Simulation simulation, int source, Link up, Link down, long seed) {
    this.simulation = simulation;
    this.source = source;
    this.up = up;
    this.down = down;
    this.seed = seed;
    simulation.own(session);
    simulation.every(Simulation.SECOND, this::report);
  }

  SimulatedPublisher withCamera(List<SimulatedCamera.Layer> layers, boolean temporalLayers) {
    camera = new SimulatedCamera(simulation, this, source, layers, temporalLayers, seed);
    streams.addAll(camera.streams());
    video = session.publish(camera.parameters());
    video.listenForDemand(this::onDemand);
    // Cameras don't take their pictures at the same moment.
    simulation.after(seed % 33 * Simulation.MILLI, camera::capture);
    return this;
  }

  SimulatedPublisher withMicrophone(boolean red) {
    microphone = new SimulatedMicrophone(simulation, this, source, red, seed);
    streams.add(microphone.stream());
    audio = session.publish(microphone.parameters());
    simulation.after(seed % 20 * Simulation.MILLI, microphone::record);
    return this;
  }

  /** The server tells it what is watched of its camera. */
  void onDemand(List<WantedEncoding> wanted) {
    down.send(MESSAGE_BYTES, () -> simulation.after(HEEDING_NANOS, () -> camera.onDemand(wanted)));
  }

  SimulatedCamera camera() {
    return camera;
  }

  SimulatedMicrophone microphone() {
    return microphone;
  }

  /** Null without a camera. */
  Publication video() {
    return video;
  }

  /** Null without a microphone. */
  Publication audio() {
    return audio;
  }

  @Override
  public int nextTransportSequence() {
    return transportSequence++ & 0xFFFF;
  }

  @Override
  public void sendRtp(byte[] packet) {
    up.send(packet.length, () -> session.onRtp(packet, 0, packet.length, simulation.nowNanos()));
  }

  private void report() {
    byte[] buffer = new byte[RTCP_BYTES];
    RtcpWriter writer = new RtcpWriter();
    writer.wrap(buffer, 0, buffer.length);
    for (OutgoingStream stream : streams) {
      stream.writeReport(writer);
    }
    if (!streams.isEmpty()) {
      referenceTime.answer(writer, streams.getFirst().ssrc(), simulation.nowNanos());
    }
    if (!writer.isEmpty()) {
      int length = writer.length();
      up.send(length, () -> session.onRtcp(buffer, 0, length, simulation.nowNanos()));
    }
  }

  @Override
  public void sendRtp(byte[] packet, int offset, int length) {
    throw new AssertionError("A publisher that plays nothing was sent media");
  }

  @Override
  public void sendRtcp(byte[] packet, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
    down.send(length, () -> onRtcp(copy));
  }

  private void onRtcp(byte[] datagram) {
    RtcpReader reader = new RtcpReader();
    if (!reader.wrap(datagram, 0, datagram.length)) {
      throw new AssertionError("A publisher was sent malformed RTCP");
    }
    while (reader.next()) {
      switch (reader.kind()) {
        case PICTURE_LOSS -> onKeyFrameRequest(reader.pictureLoss().mediaSsrc());
        case FULL_INTRA_REQUEST -> {
          FullIntraRequest request = reader.fullIntraRequest();
          for (int i = 0; i < request.count(); i++) {
            onKeyFrameRequest(request.ssrc(i));
          }
        }
        case NACK -> onNack(reader.nack());
        case RECEIVER_REPORT -> onReportBlocks(reader.receiverReport().reportBlocks());
        case EXTENDED_REPORT -> onExtendedReport(reader.extendedReport());
        case MALFORMED -> throw new AssertionError("A publisher was sent malformed RTCP");
        default -> {
          // Bandwidth feedback: there is enough.
        }
      }
    }
  }

  private void onKeyFrameRequest(int ssrc) {
    if (camera != null) {
      camera.onKeyFrameRequest(ssrc);
    }
  }

  private void onNack(Nack nack) {
    for (OutgoingStream stream : streams) {
      if (stream.ssrc() == nack.mediaSsrc()) {
        for (int lost = nack.nextLost(); lost >= 0; lost = nack.nextLost()) {
          stream.sendAgain(lost);
        }
      }
    }
  }

  private void onExtendedReport(ExtendedReport report) {
    while (report.nextBlock()) {
      if (report.isReceiverReferenceTime()) {
        referenceTime.onReport(
            report.ssrc(), report.receiverReferenceTime(), simulation.nowNanos());
      }
    }
  }

  private void onReportBlocks(ReportBlocks blocks) {
    for (int i = 0; i < blocks.count(); i++) {
      for (OutgoingStream stream : streams) {
        stream.onReported(blocks.ssrc(i));
      }
    }
  }
}

package dev.sluice.core.simulation;

import dev.sluice.core.forward.WantedEncoding;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A camera of 30 pictures a second that a publisher sends as VP8, in one layer or several. */
final class SimulatedCamera {

  static final int PAYLOAD_TYPE = 96;
  static final int RTX_PAYLOAD_TYPE = 97;
  static final String MID = "0";

  private static final int CLOCK_RATE_HZ = 90_000;

  /** From the picture's capture to the first layer's packets, and from layer to layer. */
  private static final long ENCODING_NANOS = 3 * Simulation.MILLI;

  /**
   * One simulcast layer.
   *
   * @param rid empty where it is the only one
   */
  record Layer(String rid, int width, int height, long bitrateBps) {}

  /** What browsers make of 1280x720, but for the bitrate of the top layer. */
  static List<Layer> simulcast(long topBitrateBps) {
    return List.of(
        new Layer("q", 320, 180, 150_000),
        new Layer("h", 640, 360, 500_000),
        new Layer("f", 1280, 720, topBitrateBps));
  }

  static List<Layer> single(long bitrateBps) {
    return List.of(new Layer("", 1280, 720, bitrateBps));
  }

  private final Simulation simulation;
  private final List<Layer> layers;
  private final List<Vp8Encoder> encoders = new ArrayList<>();
  private final List<OutgoingStream> streams = new ArrayList<>();
  private final List<Encoding> encodings = new ArrayList<>();
  private final boolean[] stopped;
  private long captured;

  /**
   * @param source its number, by which viewers recognise it
   */
  SimulatedCamera(
      Simulation simulation,
      OutgoingStream.Path path,
      int source,
      List<Layer> layers,
      boolean temporalLayers,
      long seed) {
    this.simulation = simulation;
    this.layers = layers;
    this.stopped = new boolean[layers.size()];
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int ssrc = 100_000 * (source + 1) + 10 * i;
      long layerSeed = seed * 31 + i;
      encoders.add(
          new Vp8Encoder(
              source,
              i,
              layer.width(),
              layer.height(),
              layer.bitrateBps(),
              temporalLayers,
              layerSeed));
      streams.add(
          new OutgoingStream(
              simulation,
              path,
              MID,
              layer.rid(),
              ssrc,
              ssrc + 1,
              RTX_PAYLOAD_TYPE,
              CLOCK_RATE_HZ,
              layerSeed));
      // Browsers signal SSRCs where there is no simulcast, and RIDs where there is.
      encodings.add(
          layer.rid().isEmpty()
              ? new Encoding("", OptionalInt.of(ssrc), OptionalInt.of(ssrc + 1))
              : new Encoding(layer.rid(), OptionalInt.empty(), OptionalInt.empty()));
    }
  }

  RtpParameters parameters() {
    return new RtpParameters(
        MID,
        MediaKind.VIDEO,
        List.of(vp8(PAYLOAD_TYPE, RTX_PAYLOAD_TYPE)),
        Map.of(
            HeaderExtension.MID, OutgoingStream.MID_ID,
            HeaderExtension.RID, OutgoingStream.RID_ID,
            HeaderExtension.REPAIRED_RID, OutgoingStream.REPAIRED_RID_ID,
            HeaderExtension.ABS_SEND_TIME, OutgoingStream.ABS_SEND_TIME_ID,
            HeaderExtension.TRANSPORT_CC, OutgoingStream.TRANSPORT_CC_ID),
        encodings,
        "camera");
  }

  static CodecParameters vp8(int payloadType, int rtxPayloadType) {
    return new CodecParameters(
        payloadType,
        Codec.VP8,
        CLOCK_RATE_HZ,
        1,
        Map.of(),
        EnumSet.of(
            RtcpFeedback.NACK,
            RtcpFeedback.NACK_PLI,
            RtcpFeedback.CCM_FIR,
            RtcpFeedback.TRANSPORT_CC,
            RtcpFeedback.GOOG_REMB),
        OptionalInt.of(rtxPayloadType));
  }

  /** Takes the next picture, and plans the one after it. */
  void capture() {
    long capturedNanos = simulation.nowNanos();
    for (int i = 0; i < layers.size(); i++) {
      if (!stopped[i]) {
        int layer = i;
        simulation.after(ENCODING_NANOS * (i + 1), () -> sendFrame(layer, capturedNanos));
      }
    }
    captured++;
    // Thirds of a millisecond would add up otherwise.
    long next = captured * Simulation.SECOND / Vp8Encoder.FRAMES_PER_SECOND;
    long last = (captured - 1) * Simulation.SECOND / Vp8Encoder.FRAMES_PER_SECOND;
    simulation.after(next - last, this::capture);
  }

  private void sendFrame(int layer, long capturedNanos) {
    List<byte[]> payloads = encoders.get(layer).encode();
    OutgoingStream stream = streams.get(layer);
    int timestamp = stream.timestampAt(capturedNanos);
    for (int i = 0; i < payloads.size(); i++) {
      stream.send(PAYLOAD_TYPE, i == payloads.size() - 1, timestamp, payloads.get(i));
    }
  }

  /** Stops a layer, as a browser does that lacks bandwidth, or goes on with it by a keyframe. */
  void stop(int layer, boolean isStopped) {
    if (stopped[layer] && !isStopped) {
      encoders.get(layer).requestKeyFrame();
    }
    stopped[layer] = isStopped;
  }

  /** What the server wants to be sent. */
  void onDemand(List<WantedEncoding> wanted) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      for (WantedEncoding encoding : wanted) {
        if (encoding.rid().equals(layer.rid())) {
          stop(i, !encoding.active());
          long limitBps = encoding.limitBps() == 0 ? Long.MAX_VALUE : encoding.limitBps();
          encoders.get(i).setBitrateBps(Math.min(layer.bitrateBps(), limitBps));
        }
      }
    }
  }

  /** PLI or FIR: the next picture is a keyframe, in this layer alone. */
  void onKeyFrameRequest(int ssrc) {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).ssrc() == ssrc) {
        encoders.get(i).requestKeyFrame();
      }
    }
  }

  List<OutgoingStream> streams() {
    return streams;
  }
}

package dev.sluice.core.session;

import static dev.sluice.core.rtp.NetworkBytes.put16;

import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Publishes VP8 in three encodings of three temporal layers, as a browser does. */
final class SimulcastCamera {

  private static final int RID_ID = 10;
  private static final long FRAME_NANOS = 1_000_000_000 / 30;
  private static final int[] TEMPORAL = {0, 2, 1, 2};

  private final World world;
  private final TestPeer peer;
  private final List<Layer> layers = new ArrayList<>();
  private boolean answers = true;
  private int frames;

  SimulcastCamera(World world, TestPeer peer) {
    this.world = world;
    this.peer = peer;
    layers.add(new Layer("q", 320, 180, 150_000, 11_000, 777_000));
    layers.add(new Layer("h", 640, 360, 500_000, 12_000, -5));
    layers.add(new Layer("f", 1280, 720, 2_000_000, 13_000, 123_456_789));
    peer.onRtcp(
        packet ->
            TestPeer.eachIn(
                packet,
                RtcpKind.PICTURE_LOSS,
                reader -> {
                  for (Layer layer : layers) {
                    layer.keyFrameWanted |=
                        answers && layer.ssrc == reader.pictureLoss().mediaSsrc();
                  }
                }));
  }

  RtpParameters parameters() {
    List<Encoding> encodings =
        layers.stream()
            .map(layer -> new Encoding(layer.rid, OptionalInt.empty(), OptionalInt.empty()))
            .toList();
    return new RtpParameters(
        "0",
        MediaKind.VIDEO,
        List.of(TestMedia.vp8(96, 97)),
        Map.of(HeaderExtension.MID, 4, HeaderExtension.RID, RID_ID),
        encodings,
        "camera");
  }

  TestPeer peer() {
    return peer;
  }

  int ssrc(String rid) {
    return layer(rid).ssrc;
  }

  long bitrateBps(String rid) {
    return layer(rid).bitrateBps;
  }

  /** Sends it with so much from the next frame on. */
  void setBitrateBps(String rid, long bps) {
    layer(rid).bitrateBps = bps;
  }

  void stop(String rid) {
    layer(rid).stopped = true;
  }

  /** Sends it, beginning with a keyframe, or doesn't. */
  void setActive(String rid, boolean active) {
    Layer layer = layer(rid);
    layer.keyFrameWanted |= active && layer.stopped;
    layer.stopped = !active;
  }

  void answerKeyFrameRequests(boolean answering) {
    answers = answering;
  }

  private Layer layer(String rid) {
    return layers.stream().filter(layer -> layer.rid.equals(rid)).findFirst().orElseThrow();
  }

  void run(long millis) {
    runAll(world, millis, this);
  }

  static void runAll(World world, long millis, SimulcastCamera... cameras) {
    for (long passed = 0; passed < millis; passed += 33) {
      for (SimulcastCamera camera : cameras) {
        camera.sendFrame();
      }
      world.passMillis(30);
      world.skipMillis(3);
    }
  }

  private void sendFrame() {
    if (frames % 30 == 0) {
      long ntp = NtpTime.ofUnixNanos(world.unixNanos());
      for (Layer layer : layers) {
        if (!layer.stopped) {
          peer.sendRtcp(writer -> writer.senderReport(layer.ssrc, ntp, layer.timestamp(), 0, 0));
        }
      }
    }
    layers.forEach(Layer::sendFrame);
    frames++;
  }

  private final class Layer {
    final String rid;
    final int width;
    final int height;
    long bitrateBps;
    final int ssrc;
    final int firstTimestamp;
    boolean keyFrameWanted = true;
    boolean stopped;
    int sequence;
    int pictureId;
    int tl0PicIdx;
    int position;

    Layer(String rid, int width, int height, long bitrateBps, int ssrc, int firstTimestamp) {
      this.rid = rid;
      this.width = width;
      this.height = height;
      this.bitrateBps = bitrateBps;
      this.ssrc = ssrc;
      this.firstTimestamp = firstTimestamp;
      this.pictureId = ssrc & 0x7FFF;
      this.sequence = ssrc;
    }

    int timestamp() {
      return firstTimestamp + frames * 3000;
    }

    void sendFrame() {
      if (stopped) {
        return;
      }
      boolean key = keyFrameWanted;
      keyFrameWanted = false;
      position = key ? 0 : position + 1;
      int temporal = TEMPORAL[position % TEMPORAL.length];
      pictureId = (pictureId + 1) & 0x7FFF;
      if (temporal == 0) {
        tl0PicIdx = (tl0PicIdx + 1) & 0xFF;
      }
      int left = (int) (bitrateBps * FRAME_NANOS / 8_000_000_000L);
      boolean first = true;
      while (left > 0) {
        int length = Math.min(left, 1100);
        left -= length;
        peer.send(
            TestMedia.packet(
                96,
                left == 0,
                sequence++ & 0xFFFF,
                timestamp(),
                ssrc,
                TestMedia.element(RID_ID, rid.getBytes(StandardCharsets.US_ASCII)),
                payload(first, key, temporal, length)));
        first = false;
      }
    }

    /** RFC 7741 section 4.2, with picture id, TL0PICIDX and temporal id; every frame is a sync. */
    private byte[] payload(boolean first, boolean key, int temporal, int length) {
      byte[] payload = new byte[6 + 10 + length];
      payload[0] = (byte) (0x80 | (first ? 0x10 : 0));
      payload[1] = (byte) 0xE0;
      put16(payload, 2, 0x8000 | pictureId);
      payload[4] = (byte) tl0PicIdx;
      payload[5] = (byte) (temporal << 6 | (temporal > 0 ? 0x20 : 0));
      payload[6] = (byte) (key ? 0x10 : 0x11);
      payload[9] = (byte) 0x9D;
      payload[10] = 0x01;
      payload[11] = 0x2A;
      put16(payload, 12, Short.reverseBytes((short) width) & 0xFFFF);
      put16(payload, 14, Short.reverseBytes((short) height) & 0xFFFF);
      return payload;
    }
  }
}

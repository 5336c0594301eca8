package dev.sluice.core.session;

import static dev.sluice.core.rtp.NetworkBytes.put16;

import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.NtpTime;
import dev.sluice.core.rtp.RtpParameters;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Publishes VP8 in three encodings of three temporal layers, as a browser does. */
final class SimulcastCamera {

  private static final int RID_ID = 10;
  private static final int ALLOCATION_ID = 14;
  private static final long FRAME_NANOS = 1_000_000_000 / 30;
  private static final int[] TEMPORAL = {0, 2, 1, 2};

  private final World world;
  private final TestPeer peer;
  private final List<Layer> layers = new ArrayList<>();
  private boolean answers = true;
  private boolean announces;
  private boolean encrypts;
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
        Map.of(
            HeaderExtension.MID,
            4,
            HeaderExtension.RID,
            RID_ID,
            HeaderExtension.VIDEO_LAYERS_ALLOCATION,
            ALLOCATION_ID),
        encodings,
        "camera");
  }

  /** From now on tells what it sends, with every keyframe and when that changes. */
  SimulcastCamera announcing() {
    announces = true;
    return this;
  }

  /** Writes no size into its keyframes that a server could read. */
  SimulcastCamera encrypting() {
    encrypts = true;
    return this;
  }

  /** Says something else of a layer than what is true. */
  void lie(String rid, boolean sent, long bitrateBps) {
    layer(rid).announcedSent = sent;
    layer(rid).announcedBps = bitrateBps;
    announceAnew();
  }

  private void announceAnew() {
    layers.forEach(layer -> layer.unannounced = true);
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
    layer(rid).announcedBps = bps;
    announceAnew();
  }

  void stop(String rid) {
    setActive(rid, false);
  }

  /** Sends it, beginning with a keyframe, or doesn't. */
  void setActive(String rid, boolean active) {
    Layer layer = layer(rid);
    layer.keyFrameWanted |= active && layer.stopped;
    layer.stopped = !active;
    layer.announcedSent = active;
    announceAnew();
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

  /**
   * The video layers allocation as it is sent on the layer of this index: three temporal layers
   * each, of which the first takes two fifths and the first two three fifths.
   */
  private byte[] announcement(int index) {
    ByteArrayOutputStream bitrates = new ByteArrayOutputStream();
    ByteArrayOutputStream sizes = new ByteArrayOutputStream();
    int sent = 0;
    int counts = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (layer.announcedSent) {
        sent |= 1 << i;
        counts |= 2 << (8 - 2 * Integer.bitCount(sent));
        for (int fifths : new int[] {2, 3, 5}) {
          // leb128 of 21 bits, at its full length.
          int kbps = (int) (layer.announcedBps * fifths / 5000);
          bitrates.write(0x80 | (kbps & 0x7F));
          bitrates.write(0x80 | (kbps >> 7 & 0x7F));
          bitrates.write(kbps >> 14);
        }
        byte[] size = new byte[5];
        put16(size, 0, layer.width - 1);
        put16(size, 2, layer.height - 1);
        size[4] = 30;
        sizes.writeBytes(size);
      }
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(index << 6 | (layers.size() - 1) << 4);
    value.write((sent & 1) << 4 | (sent >> 1 & 1));
    value.write((sent >> 2 & 1) << 4);
    value.write(counts);
    value.writeBytes(bitrates.toByteArray());
    value.writeBytes(sizes.toByteArray());
    return value.toByteArray();
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
    boolean announcedSent = true;
    long announcedBps;
    boolean unannounced = true;
    int sequence;
    int pictureId;
    int tl0PicIdx;
    int position;

    Layer(String rid, int width, int height, long bitrateBps, int ssrc, int firstTimestamp) {
      this.rid = rid;
      this.width = width;
      this.height = height;
      this.bitrateBps = bitrateBps;
      this.announcedBps = bitrateBps;
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
      unannounced |= key;
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
                0x1000,
                extensions(announces && first && unannounced && temporal == 0),
                payload(first, key, temporal, length)));
        first = false;
      }
    }

    /** In the two-byte form, RFC 8285 section 4.3: an allocation is too long for the other. */
    private byte[] extensions(boolean announced) {
      ByteArrayOutputStream elements = new ByteArrayOutputStream();
      elements.writeBytes(new byte[] {RID_ID, (byte) rid.length()});
      elements.writeBytes(rid.getBytes(StandardCharsets.US_ASCII));
      if (announced) {
        unannounced = false;
        byte[] value = announcement(layers.indexOf(this));
        elements.writeBytes(new byte[] {ALLOCATION_ID, (byte) value.length});
        elements.writeBytes(value);
      }
      return elements.toByteArray();
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
      if (encrypts) {
        return payload;
      }
      payload[9] = (byte) 0x9D;
      payload[10] = 0x01;
      payload[11] = 0x2A;
      put16(payload, 12, Short.reverseBytes((short) width) & 0xFFFF);
      put16(payload, 14, Short.reverseBytes((short) height) & 0xFFFF);
      return payload;
    }
  }
}

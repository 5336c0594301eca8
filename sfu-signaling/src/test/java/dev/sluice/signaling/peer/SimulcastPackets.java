package dev.sluice.signaling.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A camera that is sent as VP8 in two encodings, {@code q} of 320×180 with 100 kbit/s and {@code h}
 * of 640×360 with 400 kbit/s, ten pictures a second: what {@link Offers#simulcast} announces.
 */
final class SimulcastPackets {

  static final int FRAME_MILLIS = 100;

  private static final int PACKET_BYTES = 1250;
  private static final int FRAMES_PER_KEYFRAME = 5;

  private final Encoding q = new Encoding('q', 4713, 320, 180, 1);
  private final Encoding h = new Encoding('h', 4714, 640, 360, 4);
  private int frames;

  /** The packets of one moment. */
  List<byte[]> next(boolean keyFrames) {
    boolean key = keyFrames && frames % FRAMES_PER_KEYFRAME == 0;
    List<byte[]> packets = new ArrayList<>();
    for (Encoding encoding : List.of(q, h)) {
      for (int i = 0; i < encoding.packetsPerFrame; i++) {
        packets.add(encoding.packet(i, key));
      }
    }
    frames++;
    return packets;
  }

  private final class Encoding {
    final char rid;
    final int ssrc;
    final int width;
    final int height;
    final int packetsPerFrame;
    int sequence;

    Encoding(char rid, int ssrc, int width, int height, int packetsPerFrame) {
      this.rid = rid;
      this.ssrc = ssrc;
      this.width = width;
      this.height = height;
      this.packetsPerFrame = packetsPerFrame;
    }

    byte[] packet(int index, boolean key) {
      boolean last = index == packetsPerFrame - 1;
      ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
      packet.putShort((short) (0x9060 | (last ? 0x80 : 0))).putShort((short) sequence++);
      packet.putInt(frames * FRAME_MILLIS * 90).putInt(ssrc);
      // RFC 8285 section 4.2: one byte of the RID under the id 10.
      packet.putInt(0xBEDE_0001).putInt(0xA000_0000 | rid << 16);
      if (index == 0) {
        // RFC 7741 sections 4.2 and 4.3: the start of the first partition, and the frame's header.
        packet.put((byte) 0x10).put((byte) (key ? 0x10 : 0x11)).putShort((short) 0);
        packet.put((byte) 0x9D).put((byte) 0x01).put((byte) 0x2A);
        packet.putShort(Short.reverseBytes((short) width));
        packet.putShort(Short.reverseBytes((short) height));
      }
      return packet.array();
    }
  }
}

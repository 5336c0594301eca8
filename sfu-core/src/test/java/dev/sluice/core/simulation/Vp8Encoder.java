package dev.sluice.core.simulation;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put8;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One simulcast layer of a camera, as libvpx would encode it: frames of about the wanted size,
 * keyframes several times larger and paid for by the frames after them, three temporal layers or
 * one (RFC 7741's descriptor tells which).
 */
final class Vp8Encoder {

  static final int FRAMES_PER_SECOND = 30;

  private static final int MAX_PAYLOAD_BYTES = 1120;
  private static final double KEY_FRAME_SIZE = 5;
  private static final double VARIATION = 0.2;

  /** What an encoder may pay of its debt with one frame, as a share of the frame. */
  private static final double MAX_REPAYMENT = 0.25;

  /** L1T3: 40 % of the rate for every fourth frame, 20 % for another fourth, 40 % for the rest. */
  private static final int[] TEMPORAL_IDS = {0, 2, 1, 2};

  private static final double[] TEMPORAL_SIZES = {1.6, 0.8, 0.8, 0.8};

  /** The frame from which each of the four is predicted: so many frames before. */
  private static final int[] REFERENCE_DISTANCES = {4, 1, 2, 1};

  private final int source;
  private final int layer;
  private final int width;
  private final int height;
  private final boolean temporalLayers;
  private final SplittableRandom random;
  private long bitrateBps;

  private double debtBytes;
  private boolean keyFrameWanted = true;
  private int frame = -1;
  private int sinceKeyFrame;
  private int pictureId;
  private int tl0PicIdx;

  Vp8Encoder(
      int source,
      int layer,
      int width,
      int height,
      long bitrateBps,
      boolean temporalLayers,
      long seed) {
    this.source = source;
    this.layer = layer;
    this.width = width;
    this.height = height;
    this.bitrateBps = bitrateBps;
    this.temporalLayers = temporalLayers;
    this.random = new SplittableRandom(seed);
    this.pictureId = random.nextInt(0x8000);
    this.tl0PicIdx = random.nextInt(0x100);
  }

  /** From the next frame on. */
  void setBitrateBps(long bps) {
    bitrateBps = bps;
  }

  void requestKeyFrame() {
    keyFrameWanted = true;
  }

  /** The payloads of the next frame's packets. */
  List<byte[]> encode() {
    boolean key = keyFrameWanted;
    keyFrameWanted = false;
    frame++;
    sinceKeyFrame = key ? 0 : sinceKeyFrame + 1;
    int position = temporalLayers ? sinceKeyFrame % TEMPORAL_IDS.length : 0;
    pictureId = (pictureId + 1) & 0x7FFF;
    if (position == 0) {
      tl0PicIdx = (tl0PicIdx + 1) & 0xFF;
    }
    int distance = temporalLayers ? REFERENCE_DISTANCES[position] : 1;
    return packetize(size(key, position), key, position, key ? -1 : frame - distance);
  }

  private int size(boolean key, int position) {
    double mean = bitrateBps / 8.0 / FRAMES_PER_SECOND;
    double wanted =
        key ? mean * KEY_FRAME_SIZE : mean * (temporalLayers ? TEMPORAL_SIZES[position] : 1);
    double varied = wanted * (1 + VARIATION * (2 * random.nextDouble() - 1));
    if (!key) {
      double repayment = Math.clamp(debtBytes / varied, -MAX_REPAYMENT, MAX_REPAYMENT);
      varied -= repayment * varied;
    }
    debtBytes += varied - mean;
    return Math.max(64, (int) varied);
  }

  private List<byte[]> packetize(int size, boolean key, int position, int reference) {
    int count = (size + MAX_PAYLOAD_BYTES - 1) / MAX_PAYLOAD_BYTES;
    List<byte[]> payloads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Of nearly equal size, as libwebrtc cuts a frame.
      int length = size * (i + 1) / count - size * i / count;
      byte[] payload = new byte[length];
      int at = writeDescriptor(payload, i == 0, position);
      if (i == 0) {
        writeFrameHeader(payload, at, key);
      }
      new FrameTag(source, layer, frame, reference, i).writeBefore(payload, length);
      payloads.add(payload);
    }
    return payloads;
  }

  /** RFC 7741 section 4.2. */
  private int writeDescriptor(byte[] payload, boolean first, int position) {
    boolean unreferenced = temporalLayers && TEMPORAL_IDS[position] == 2;
    put8(payload, 0, 0x80 | (unreferenced ? 0x20 : 0) | (first ? 0x10 : 0));
    put8(payload, 1, temporalLayers ? 0xE0 : 0x80);
    put16(payload, 2, 0x8000 | pictureId);
    if (!temporalLayers) {
      return 4;
    }
    put8(payload, 4, tl0PicIdx);
    // Y: predicted from the base layer alone.
    boolean sync = position == 1 || position == 2;
    put8(payload, 5, TEMPORAL_IDS[position] << 6 | (sync ? 0x20 : 0));
    return 6;
  }

  /** RFC 6386 section 9.1. */
  private void writeFrameHeader(byte[] payload, int at, boolean key) {
    put8(payload, at, key ? 0x10 : 0x11);
    if (key) {
      put8(payload, at + 3, 0x9D);
      put8(payload, at + 4, 0x01);
      put8(payload, at + 5, 0x2A);
      put16(payload, at + 6, Short.reverseBytes((short) width));
      put16(payload, at + 8, Short.reverseBytes((short) height));
    }
  }
}

package dev.sluice.benchmarks.load.media;

import dev.sluice.core.rtp.NetworkBytes;
import java.util.Random;

/**
 * Video of a constant bitrate that looks like VP8 to whoever reads its headers (RFC 6386 section
 * 9.1); behind them is noise, other noise in each packet.
 */
public final class MadeVideo implements MediaSource {

  private static final int FRAME_TAG_LENGTH = 3;
  private static final int KEY_FRAME_HEADER_LENGTH = 10;
  private static final int START_CODE = 0x9D012A;
  private static final int SHOW_FRAME = 1 << 4;
  private static final int FIRST_PARTITION_SHIFT = 5;

  /** A key frame is larger than others, in a talk about so much. */
  private static final int KEY_FRAME_FACTOR = 3;

  /** No packet is so short that it lies between two numbers. */
  private static final int NUMBER_EVERY_BYTES = 128;

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final int framesPerSecond;
  private final int frameBytes;
  private final byte[] noise;
  private long count;

  /**
   * @param bitrateBps of the encoded frames, key frames aside
   * @param seed tells one publisher's video from another's
   */
  public MadeVideo(long bitrateBps, int framesPerSecond, int seed) {
    this.framesPerSecond = framesPerSecond;
    this.frameBytes = (int) Math.max(KEY_FRAME_HEADER_LENGTH, bitrateBps / 8 / framesPerSecond);
    this.noise = new byte[frameBytes * KEY_FRAME_FACTOR];
    new Random(seed).nextBytes(noise);
  }

  @Override
  public long nextNanos() {
    return count * 1_000_000_000L / framesPerSecond;
  }

  @Override
  public void next(boolean keyFrameWanted, EncodedFrame out) {
    boolean keyFrame = keyFrameWanted || count == 0;
    int length = keyFrame ? frameBytes * KEY_FRAME_FACTOR : frameBytes;
    out.ensureCapacity(length);
    System.arraycopy(noise, 0, out.bytes, 0, length);
    for (int at = KEY_FRAME_HEADER_LENGTH; at + 8 <= length; at += NUMBER_EVERY_BYTES) {
      NetworkBytes.put64(out.bytes, at, count);
    }
    writeHeader(out.bytes, length, keyFrame);
    out.length = length;
    out.keyFrame = keyFrame;
    count++;
  }

  private static void writeHeader(byte[] bytes, int length, boolean keyFrame) {
    int firstPartition = Math.min(length - FRAME_TAG_LENGTH, (1 << 19) - 1);
    int tag = firstPartition << FIRST_PARTITION_SHIFT | SHOW_FRAME | (keyFrame ? 0 : 1);
    NetworkBytes.put24(bytes, 0, Integer.reverseBytes(tag) >>> 8);
    if (keyFrame) {
      NetworkBytes.put24(bytes, 3, START_CODE);
      NetworkBytes.put16(bytes, 6, Short.reverseBytes((short) WIDTH));
      NetworkBytes.put16(bytes, 8, Short.reverseBytes((short) HEIGHT));
    }
  }
}

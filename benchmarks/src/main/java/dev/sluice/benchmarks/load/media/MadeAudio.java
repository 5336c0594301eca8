package dev.sluice.benchmarks.load.media;

import dev.sluice.core.rtp.NetworkBytes;
import java.util.Random;

/** Packets of 20 ms that say they are Opus (RFC 6716 section 3.1), with noise in them. */
public final class MadeAudio implements MediaSource {

  /** About what 48 kbit/s makes of 20 ms. */
  static final int PACKET_BYTES = 120;

  private static final long PACKET_NANOS = 20_000_000;

  /** Configuration 31: CELT, full band, 20 ms; one frame, mono. */
  private static final byte TABLE_OF_CONTENTS = (byte) (31 << 3);

  private final byte[] noise = new byte[PACKET_BYTES];
  private long count;

  /**
   * @param seed tells one publisher's audio from another's
   */
  public MadeAudio(int seed) {
    new Random(seed).nextBytes(noise);
    noise[0] = TABLE_OF_CONTENTS;
  }

  @Override
  public long nextNanos() {
    return count * PACKET_NANOS;
  }

  @Override
  public void next(boolean keyFrameWanted, EncodedFrame out) {
    System.arraycopy(noise, 0, out.bytes, 0, PACKET_BYTES);
    NetworkBytes.put64(out.bytes, 1, count);
    out.length = PACKET_BYTES;
    out.keyFrame = true;
    count++;
  }
}

package dev.sluice.benchmarks.load.media;

import java.util.Arrays;

/** An encoded video frame or audio packet; reused, its array grows as needed. */
public final class EncodedFrame {

  /** The encoded bytes are the first {@link #length}. */
  public byte[] bytes = new byte[16 << 10];

  public int length;

  /** Whether a decoder can begin with it. */
  public boolean keyFrame;

  /** Makes room; what was in the array stays. */
  public void ensureCapacity(int capacity) {
    if (bytes.length < capacity) {
      bytes = Arrays.copyOf(bytes, Math.max(capacity, 2 * bytes.length));
    }
  }
}

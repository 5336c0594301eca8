package dev.sluice.core.simulation;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;
import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;
import static dev.sluice.core.rtp.NetworkBytes.put8;

/**
 * The truth about a video packet, at the end of its payload where a real one has coefficients: so
 * the far end can tell what it is shown, whatever headers say.
 *
 * @param source which camera
 * @param layer which of its simulcast layers
 * @param frame the running number of the layer's frames
 * @param reference the frame of that layer from which this one is predicted; -1 for a keyframe
 * @param index the packet's place in the frame
 */
record FrameTag(int source, int layer, int frame, int reference, int index) {

  static final int LENGTH = 16;

  private static final int MAGIC = 0x5EED;

  boolean isKeyFrame() {
    return reference < 0;
  }

  /** Whether both are packets of one frame. */
  boolean sameFrame(FrameTag other) {
    return source == other.source && layer == other.layer && frame == other.frame;
  }

  boolean sameLayer(FrameTag other) {
    return source == other.source && layer == other.layer;
  }

  /** Writes itself so that it ends at {@code end}. */
  void writeBefore(byte[] buffer, int end) {
    int at = end - LENGTH;
    put16(buffer, at, source);
    put8(buffer, at + 2, layer);
    put32(buffer, at + 4, frame);
    put32(buffer, at + 8, reference);
    put16(buffer, at + 12, index);
    put16(buffer, at + 14, MAGIC);
  }

  /** The tag that ends at {@code end}; null where there is none. */
  static FrameTag readBefore(byte[] buffer, int start, int end) {
    int at = end - LENGTH;
    if (at < start || getUnsigned16(buffer, at + 14) != MAGIC) {
      return null;
    }
    return new FrameTag(
        getUnsigned16(buffer, at),
        getUnsigned8(buffer, at + 2),
        get32(buffer, at + 4),
        get32(buffer, at + 8),
        getUnsigned16(buffer, at + 12));
  }
}

package dev.sluice.core.forward;

import dev.sluice.core.codec.DependencyDescriptor;
import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;

/**
 * What the packets of one encoding's stream say about their frames: by their payload, and by the
 * dependency descriptor where there is one.
 *
 * <p>Belongs to the publisher's loop.
 */
final class FrameReader {

  private final DependencyDescriptor descriptor = new DependencyDescriptor();

  /** Another stream follows, of which nothing is known. */
  void reset() {
    descriptor.reset();
  }

  /**
   * Reads one packet.
   *
   * @param descriptorId of the dependency descriptor's header extension; 0 where it wasn't
   *     negotiated
   * @return false where nothing can be read
   */
  boolean read(RtpPacket rtp, Codec codec, int descriptorId, FrameInfo out) {
    boolean readable =
        PayloadDescriptor.of(codec)
            .read(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength(), rtp.marker(), out);
    if (!readable) {
      out.clear();
    }
    if (readDescriptor(rtp, descriptorId, out)) {
      return true;
    }
    if (codec == Codec.AV1 && descriptorId == 0) {
      // Where a layer's frame ends, and where it may be taken in, only the descriptor tells: layers
      // can't be left out.
      out.spatialId = -1;
      out.temporalId = -1;
    }
    return readable;
  }

  /**
   * Lets the descriptor win over the payload, which may be encrypted end to end and say anything.
   *
   * @return false where there is none
   */
  private boolean readDescriptor(RtpPacket rtp, int id, FrameInfo out) {
    int offset = id == 0 ? -1 : rtp.findExtension(id);
    boolean keyFrame = out.keyFrame;
    if (offset < 0 || !descriptor.read(rtp.buffer(), offset, rtp.extensionLength(), out)) {
      return false;
    }
    out.endOfPicture = rtp.marker();
    // Before the first templates it can't tell keyframes.
    out.keyFrame |= keyFrame && !descriptor.structureKnown();
    if (!out.keyFrame) {
      out.width = -1;
      out.height = -1;
      out.sizedLayers = 0;
    }
    return true;
  }
}
